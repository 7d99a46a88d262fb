#!/bin/sh
# debs.sh ROOT FOLDER PACKAGE...: the packages, and all that they need on top of the bare root, as a flat repository.
# Asks the mirror that ROOT was made from; afterwards no guest needs one.
set -eu
root=$1 folder=$2
shift 2
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8

cp /etc/resolv.conf "$root/etc/resolv.conf"
chroot "$root" apt-get -q update
chroot "$root" apt-get -q -y --download-only --no-install-recommends install "$@"

mkdir -p "$folder"
for deb in "$root"/var/cache/apt/archives/*.deb; do
  # An epoch's %3a would be quoted a second time on its way.
  name=$(basename "$deb" | sed 's/%3a/_/g')
  cp "$deb" "$folder/$name"
  dpkg-deb -f "$deb"
  echo "Filename: ./$name"
  echo "Size: $(stat -c %s "$deb")"
  echo "SHA256: $(sha256sum "$deb" | cut -d' ' -f1)"
  echo
done > "$folder/Packages"
