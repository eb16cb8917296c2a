#!/bin/sh
# Shows the difference between the working tree and the last commit, with new files, saves it to a file, and copies it to the
# clipboard if there is one. The index stays unchanged: new files enter a copy of it.
# All users may write to the folder of the file. So the diff goes into a new file that only you can read, which then replaces
# the existing one. A link there is replaced, never followed.
file=${GIT_DIFF_FILE:-/tmp/git-diff-latest.txt}

top=$(git rev-parse --show-toplevel) && cd "$top" || exit 1
if git rev-parse --quiet --verify HEAD >/dev/null; then
    base=HEAD
else
    base=$(git hash-object -t tree /dev/null) # before the first commit everything is new
fi

umask 077
copy=$(mktemp -d) || exit 1
fresh=
trap 'rm -rf "$copy" ${fresh:+"$fresh"}' EXIT
index=$(git rev-parse --git-path index)
[ ! -f "$index" ] || cp "$index" "$copy/index" || exit 1
GIT_INDEX_FILE=$copy/index
export GIT_INDEX_FILE
git add --intent-to-add -- . || exit 1
fresh=$(mktemp "$file.XXXXXX") || exit 1
git --no-pager diff --no-color --no-ext-diff "$base" -- >"$fresh" || exit 1

refuse() {
    echo "$file is no file of yours and cannot be replaced: remove it, or name another one with GIT_DIFF_FILE=." >&2
    exit 1
}
# mv would follow a link to a folder, and move into a folder
[ ! -L "$file" ] || rm -f "$file" || refuse
[ ! -d "$file" ] || refuse
mv -f "$fresh" "$file" || refuse
if [ ! -f "$file" ] || [ -L "$file" ]; then
    refuse # another process was faster
fi

if [ ! -s "$file" ]; then
    echo "No changes: the working tree is the last commit. ($file is empty.)"
    exit 0
fi
cat "$file"
echo

for command in pbcopy wl-copy 'xclip -selection clipboard' 'xsel --clipboard --input' clip.exe; do
    tool=${command%% *}
    # On a machine without a screen an installed tool may reach no clipboard
    if command -v "$tool" >/dev/null 2>&1 && $command <"$file" >/dev/null 2>&1; then
        echo "Saved to $file and copied to the clipboard with $tool."
        exit 0
    fi
done
echo "Saved to $file. Not copied: no clipboard was found (pbcopy, wl-copy, xclip, xsel, clip.exe)."
