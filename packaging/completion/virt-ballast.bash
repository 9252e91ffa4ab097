# SPDX-License-Identifier: Apache-2.0
# Completion of virt-ballast for bash: the command itself knows what can follow, names of guests included.
_virt_ballast() {
    local IFS=$'\n' i
    mapfile -t COMPREPLY < <(virt-ballast complete "$COMP_CWORD" "${COMP_WORDS[@]}" 2>/dev/null)
    # Whoever may define a guest chooses its name: nothing in it is for the shell.
    for i in "${!COMPREPLY[@]}"; do
        printf -v "COMPREPLY[i]" %q "${COMPREPLY[i]}"
    done
    # No candidate: names of files.
} && complete -o default -o nosort -F _virt_ballast virt-ballast
