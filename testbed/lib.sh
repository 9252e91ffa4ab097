# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# What the testbed's scripts share. It is sourced, not run.

export LC_ALL=C.UTF-8
readonly PREFIX=vbtest-        # every domain of the testbed is called so, and nothing else is touched
readonly DIR=/var/lib/vbtest   # image and guests; QEMU's own user must be able to read it
# shellcheck disable=SC2034 # testbed/clean and testbed/hook use it
readonly RUNTIME=/run/vbtest   # of the testbed's own daemon: control socket, hook spool
readonly GUESTS=$DIR/guests    # a folder a guest
readonly URI=qemu:///system
readonly TRACING=/sys/kernel/tracing
readonly PROBE_GROUP=vbtest
# shellcheck disable=SC2034 # testbed/prepare uses it
readonly IMAGE_FILES=(vmlinuz initramfs.gz libtier_counter.so tier_counter.probes)

# virtlogd and libvirtd come with libvirt-daemon, which libvirt-daemon-system needs; nm and readelf with gcc.
# shellcheck disable=SC2034 # testbed/prepare uses it
readonly PACKAGES=(
  qemu-system-x86 libvirt-daemon-system libvirt-daemon-driver-qemu libvirt-clients
  busybox-static linux-image-cloud-amd64 cpio gcc libc6-dev linux-perf shellcheck groff-base
)

# die SENTENCE: what is wrong, where, and what to do.
die() {
  echo "testbed: $1" >&2
  exit 1
}

# wrong_usage COMMAND SENTENCE
wrong_usage() {
  echo "testbed: $2; see testbed/$1 --help" >&2
  exit 2
}

need_root() {
  ((EUID == 0)) || die "the testbed needs root to start guests and to count their accesses; run it as root"
}

vsh() {
  virsh --quiet --connect "$URI" "$@"
}

libvirt_answers() {
  vsh version >/dev/null 2>&1
}

need_libvirt() {
  libvirt_answers || die "libvirt does not answer at $URI; run testbed/prepare to start it"
}

# lock FILE-OR-FOLDER SECONDS: until this process ends. Descriptor 9 is for this.
lock() {
  exec 9<"$1"
  flock --wait "$2" 9 || die "another run of the testbed has held $1 for $2 s; wait for it or end it"
}

now() {
  printf '%(%s)T' -1
}

# wait_until SECONDS COMMAND...: false if it did not come true in that time.
wait_until() {
  local deadline=$(($(now) + $1))
  shift
  until "$@"; do
    (($(now) < deadline)) || return 1
    sleep 0.2
  done
}

# remove_probes: the uprobe events that testbed/guest hit made.
remove_probes() {
  [[ -e $TRACING/uprobe_events ]] || return 0
  local event
  while read -r event; do
    echo "-:$event" >>"$TRACING/uprobe_events" ||
      die "the uprobe event $event is in use; end the perf command that counts it and try again"
  done < <(sed -n "s,^p:\($PROBE_GROUP/[a-z]*\) .*,\1,p" "$TRACING/uprobe_events")
}

# remove_guests DOMAIN...: the domains, whatever their state, and their files.
remove_guests() {
  local domain
  # All at once: QEMU takes its time to end.
  for domain in "$@"; do
    vsh destroy "$domain" >/dev/null 2>&1 9<&- & # it may be off or gone already
  done
  wait
  for domain in "$@"; do
    forget_guest "$domain"
  done
}

forget_guest() {
  local domain=$1 message
  message=$(vsh undefine "$domain" --managed-save --snapshots-metadata 2>&1) ||
    ! vsh domstate "$domain" >/dev/null 2>&1 ||
    die "libvirt does not let go of domain $domain: ${message//$'\n'/ }"
  rm -rf "${GUESTS:?}/${domain#"$PREFIX"}"
}

# build_tree: what the Java programs of the testbed need, the daemon included. $here is the sourcing script's.
# shellcheck disable=SC2154
build_tree() {
  echo "building virt-ballast"
  (cd "$here/.." && mvn --batch-mode --quiet -DskipTests package) ||
    die "the build failed, see above; run mvn -DskipTests package in the project's top folder"
}

# run_java CLASS ARGUMENT...
run_java() {
  java -cp "$here/target/virt-ballast-testbed.jar:$here/target/lib/*" -Djna.encoding=UTF-8 -Dfile.encoding=UTF-8 "$@"
}
