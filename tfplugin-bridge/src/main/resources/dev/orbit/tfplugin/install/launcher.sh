#!/bin/sh
# Orbit's Terraform provider. Terraform starts this file, which becomes the Java program.

# An interrupt is for Terraform, which then tells the provider; a provider that died of it would lose what it is doing.
# One that a person starts, to watch it, ends with Ctrl-C.
[ "${1-}" = --debug ] || trap '' INT

self=$0
case $self in */*) ;; *) self=./$self ;; esac
while [ -h "$self" ]; do
  target=$(readlink "$self")
  case $target in
    /*) self=$target ;;
    *) self=${self%/*}/$target ;;
  esac
done
home=$(cd "${self%/*}" && pwd -P)
lib=$home/lib

java=$(command -v "${JAVA_HOME:+$JAVA_HOME/bin/}java") || {
  # Terraform shows an unexpected first line of standard output, and nothing of standard error.
  echo "Orbit's provider needs Java 17 or newer: ${JAVA_HOME:+$JAVA_HOME/bin/}java was not found. Put java on the PATH, or set JAVA_HOME."
  exit 1
}
program=$java
while [ -h "$program" ]; do
  target=$(readlink "$program")
  case $target in
    /*) program=$target ;;
    *) program=${program%/*}/$target ;;
  esac
done
release=${program%/bin/java}/release

version=
if [ -r "$release" ]; then
  while IFS='="' read -r name _ value _; do
    if [ "$name" = JAVA_VERSION ]; then version=$value; fi
  done <"$release"
else
  # The java of a version manager is a script somewhere else: only it knows which one it starts.
  said=$("$java" -version 2>&1)
  version=${said#*version \"}
  version=${version%%\"*}
fi
major=${version%%[!0-9]*}
if [ "${major:-17}" -lt 17 ]; then
  echo "Orbit's provider needs Java 17 or newer: $java is Java $version. Put a newer java on the PATH, or set JAVA_HOME."
  exit 1
fi

# An archive of the loaded classes makes starts faster: an ahead-of-time cache from JDK 25 on, class-data sharing before.
# It fits one build of Java and these very jars, which its name tells. It never lies in the package: Terraform remembers
# a checksum of that.
case $major in
  '' | 1[0-9] | 2[0-4]) kind=jsa using=-XX:SharedArchiveFile= making=-XX:ArchiveClassesAtExit= ;;
  *) kind=aot using=-XX:AOTCache= making=-XX:AOTCacheOutput= ;;
esac
sum=$({ echo "$program $lib" && cat "$release" && TZ=UTC LC_ALL=C ls -ln "$lib"; } 2>/dev/null | cksum)
archive=classes-${sum%% *}.$kind

case ${ORBIT_PROVIDER_CACHE-} in
  off) cache= ;;
  '')
    cache=${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}}
    cache=${cache:+$cache/orbit-provider}
    ;;
  *) cache=$ORBIT_PROVIDER_CACHE ;;
esac

# What the second compiler, several collectors and performance counters take to start does not pay within seconds. Nor do
# the method handles by which a newer Java reflects, and by which netty frees memory where sun.misc.Unsafe is not allowed:
# they are classes that no archive keeps. The JVM warns on standard output unless told otherwise, and standard output is for
# the host.
run() {
  "$@" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData ${option:+"$option"} \
    -Djdk.reflect.useNativeAccessorOnly=true -Dsun.misc.unsafe.memory.access=allow \
    -Xlog:disable -Xlog:all=warning:stderr -cp "@CLASS_PATH@" dev.orbit.tfplugin.Main ${mode:+"$mode"}
}

# --prepare DIR: writes the archive into DIR. It appears there whole or not at all, and only one process makes it.
if [ "${1-}" = --prepare ]; then
  dir=$2
  lock=$dir/$archive.lock
  mkdir -p "$dir" || exit 1
  find "$dir" -name 'classes-*.lock' -mmin +10 -prune -exec rm -rf {} +
  [ ! -e "$dir/$archive" ] && mkdir "$lock" 2>/dev/null || exit 0
  trap 'rm -rf "$lock"' EXIT
  find "$dir" -name 'classes-*' -mtime +60 -prune -exec rm -rf {} +
  option=$making$lock/new mode=--rehearse
  # Java 25 would also keep what it compiled, and compile that again in every start before anyone needs it.
  run "$java" -XX:+IgnoreUnrecognizedVMOptions -XX:+UnlockDiagnosticVMOptions -XX:-AOTRecordTraining
  # an archive of no bytes stands for: this Java makes none, do not try again
  [ -s "$lock/new" ] || : >"$lock/new"
  mv "$lock/new" "$dir/$archive"
  exit 0
fi

option= mode=${1-}
for dir in "${home%/*}" "$cache"; do
  if [ -s "$dir/$archive" ]; then
    option=$using$dir/$archive
    break
  fi
done
if [ -z "$option" ] && [ -n "$cache" ] && [ ! -e "$cache/$archive" ] && [ -n "${TF_PLUGIN_MAGIC_COOKIE-}" ]; then
  nice -n 19 "$home/${self##*/}" --prepare "$cache" </dev/null >/dev/null 2>&1 &
fi
run exec "$java"
