# SPDX-License-Identifier: Apache-2.0
# Completion of virt-ballast for bash: the command itself knows what can follow, names of guests included.
_virt_ballast() {
    local IFS=$'\n'
    mapfile -t COMPREPLY < <(virt-ballast complete "$COMP_CWORD" "${COMP_WORDS[@]}" 2>/dev/null)
    # No candidate: names of files.
} && complete -o default -o nosort -F _virt_ballast virt-ballast
