# Ends what a process started once that process is gone, even if it was killed: the one case in which it cannot do so
# itself. It reads the lines "watch PID SIGNAL FINISH_MS GRACE_MS" (PID leads a process group) and "forget PID"; its
# input ends with the process that started it. A script for sh, which starts in a fortieth of the processor time that
# Node.js takes.

groups=
while read -r order pid signal finish_ms grace_ms; do
  others=
  for group in $groups; do
    [ "${group%%:*}" = "$pid" ] || others="$others $group"
  done
  groups=$others
  [ "$order" = forget ] || groups="$groups $pid:$signal:$finish_ms:$grace_ms"
done

signal_group() {
  kill -s "${2#SIG}" -- "-$1"
}

is_running() {
  if [ ! -e /proc/self/status ]; then
    # Only Linux has such files.
    signal_group "$1" 0
    return
  fi
  while read -r name value _; do
    if [ "$name" = State: ]; then
      # A process that has ended stays in the list as a zombie where nobody waits for it, as in many containers.
      case $value in [ZX]) return 1 ;; *) return 0 ;; esac
    fi
  done <"/proc/$1/status"
  return 1
}

has_ended_within() {
  left_ms=$2
  while is_running "$1"; do
    [ "$left_ms" -gt 0 ] || return 1
    sleep 0.05
    left_ms=$((left_ms - 50))
  done
}

end_group() {
  has_ended_within "$1" "$3" || {
    signal_group "$1" "$2"
    has_ended_within "$1" "$4"
  }
  signal_group "$1" KILL
}

for group in $groups; do
  (
    IFS=:
    # shellcheck disable=SC2086 # The fields are split on purpose.
    set -- $group
    unset IFS
    end_group "$@"
  ) &
done
wait
