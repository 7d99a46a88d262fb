#!/bin/sh
# bare.sh ROOT SUITE: a Debian as a provider hands it over: systemd, sudo, curl, cron, and nothing that serves.
# TOWLINE_LAB_MIRROR chooses another mirror than debootstrap's own.
set -eu
root=$1 suite=$2
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8

# shellcheck disable=SC2086 # no mirror: no word
debootstrap --variant=minbase \
  --include=systemd,systemd-sysv,dbus,sudo,iproute2,procps,ca-certificates,curl,openssl,cron,libnss-myhostname \
  "$suite" "$root" ${TOWLINE_LAB_MIRROR:-}

echo 'LANG=C.UTF-8' > "$root/etc/default/locale"
mkdir -p "$root/var/log/journal"
printf 'APT::Install-Recommends "0";\nAcquire::Languages "none";\nAcquire::Retries "0";\n' > "$root/etc/apt/apt.conf.d/90lab"
rm -f "$root/etc/hostname" "$root/etc/resolv.conf"

# The network is made outside, time and disks are the machine's, and what comes up by itself at random hours spoils an idle stretch.
for unit in systemd-networkd.service systemd-networkd.socket systemd-resolved.service systemd-timesyncd.service \
  apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer fstrim.timer e2scrub_all.timer e2scrub_reap.service \
  man-db.timer systemd-tmpfiles-clean.timer getty.target console-getty.service getty@tty1.service; do
  ln -sf /dev/null "$root/etc/systemd/system/$unit"
done
rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/*_*
