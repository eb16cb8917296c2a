#!/bin/sh
# Shows how the working tree differs from the last commit, new files included, saves that to a file and copies it to the
# clipboard if there is one. The index stays as it is: new files are entered into a copy of it.
file=${GIT_DIFF_FILE:-/tmp/git-diff-latest.txt}

top=$(git rev-parse --show-toplevel) && cd "$top" || exit 1
if git rev-parse --quiet --verify HEAD >/dev/null; then
    base=HEAD
else
    base=$(git hash-object -t tree /dev/null) # before the first commit everything is new
fi

copy=$(mktemp -d) || exit 1
trap 'rm -rf "$copy"' EXIT
index=$(git rev-parse --git-path index)
[ ! -f "$index" ] || cp "$index" "$copy/index" || exit 1
GIT_INDEX_FILE=$copy/index
export GIT_INDEX_FILE
git add --intent-to-add -- . || exit 1
git --no-pager diff --no-color --no-ext-diff "$base" -- >"$file" || exit 1

if [ ! -s "$file" ]; then
    echo "No changes: the working tree is the last commit. ($file is empty.)"
    exit 0
fi
cat "$file"
echo

for command in pbcopy wl-copy 'xclip -selection clipboard' 'xsel --clipboard --input' clip.exe; do
    tool=${command%% *}
    # A tool that is installed may still have no clipboard to reach, on a machine without a screen
    if command -v "$tool" >/dev/null 2>&1 && $command <"$file" >/dev/null 2>&1; then
        echo "Saved to $file and copied to the clipboard with $tool."
        exit 0
    fi
done
echo "Saved to $file. Not copied: no clipboard was found (pbcopy, wl-copy, xclip, xsel, clip.exe)."
