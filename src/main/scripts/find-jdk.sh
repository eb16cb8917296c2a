#!/bin/sh
# Prints the home of a JDK 21 or newer: JAVA_HOME, or else the newest one in the usual places. Exits with 1 and one line if
# there is none. The default java is often an older one beside a newer one.
oldest=21

# Prints the feature version of the JDK in $1, or nothing if there is none.
version() {
    [ -x "$1/bin/javac" ] || return 0
    if [ -r "$1/release" ]; then
        text=$(sed -n 's/^JAVA_VERSION="\([^"]*\)".*/\1/p' "$1/release")
    else
        text=$("$1/bin/javac" -version 2>&1 | sed -n 's/^javac //p')
    fi
    text=${text#1.}
    printf '%s\n' "${text%%[!0-9]*}"
}

is_new_enough() {
    found=$(version "$1")
    [ -n "$found" ] && [ "$found" -ge "$oldest" ]
}

if [ -n "${JAVA_HOME:-}" ] && is_new_enough "$JAVA_HOME"; then
    printf '%s\n' "$JAVA_HOME"
    exit 0
fi

on_path() {
    tool=$(command -v javac) || return 0
    # On a Mac, /usr/bin/javac only calls java_home
    [ "$tool" = /usr/bin/javac ] && [ -x /usr/libexec/java_home ] && return 0
    while [ -L "$tool" ]; do
        link=$(readlink "$tool")
        case $link in
            /*) tool=$link ;;
            *) tool=$(dirname "$tool")/$link ;;
        esac
    done
    (cd "$(dirname "$tool")/.." && pwd)
}

best=
best_version=0
IFS='
'
for home in $(on_path) \
    /usr/lib/jvm/* /usr/java/* /opt/* /opt/*/jdk* /usr/local/jdk* /usr/local/java/* \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    $([ -x /usr/libexec/java_home ] && /usr/libexec/java_home -v "$oldest+" 2>/dev/null); do
    if is_new_enough "$home" && [ "$found" -gt "$best_version" ]; then
        best=$home
        best_version=$found
    fi
done

if [ -z "$best" ]; then
    echo "A JDK $oldest or newer is needed and none was found: install one, or set JAVA_HOME to it." >&2
    exit 1
fi
printf '%s\n' "$best"
