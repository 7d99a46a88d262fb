#!/bin/sh
# ready.sh ROOT DEBS PACKAGE...: installs the packages from the flat repository alone, and starts nothing.
set -eu
root=$1 debs=$2
shift 2
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8

mkdir -p "$root/mnt/debs"
mount --bind "$debs" "$root/mnt/debs"
mount -t proc proc "$root/proc"
trap 'umount "$root/proc" "$root/mnt/debs"' EXIT
printf '#!/bin/sh\nexit 101\n' > "$root/usr/sbin/policy-rc.d"
chmod 755 "$root/usr/sbin/policy-rc.d"
mv "$root/etc/apt/sources.list" "$root/etc/apt/sources.list.away"
echo 'deb [trusted=yes] file:/mnt/debs ./' > "$root/etc/apt/sources.list"

chroot "$root" apt-get -q update
chroot "$root" apt-get -q -y --no-install-recommends install "$@"

mv "$root/etc/apt/sources.list.away" "$root/etc/apt/sources.list"
rm -f "$root/usr/sbin/policy-rc.d"
rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/*_*
