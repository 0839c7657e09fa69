# Types lines into an interactive zsh, presses tab, and prints what the lines became.
zmodload zsh/zpty
zpty shell zsh -f -i
send() { zpty -w shell "$1"; }
send "PS1= ; path=($PWD/bin \$path); fpath=($PWD \$fpath); autoload -U compinit; compinit -u -D; zstyle ':completion:*' menu no; unsetopt beep list_beep"
# What the line is after completion, on a line of its own.
send 'told() { print -r -- "TOLD:$BUFFER:TOLD"; BUFFER=; }; zle -N told; bindkey "^T" told; print READY'
zpty -r shell Line '*READY*READY*'
for Text in 'weakspot ba' 'weakspot baseline wr' 'weakspot check --form' 'weakspot graph --to=me'; do
  zpty -w -n shell "$Text"$'\t\x14'
  zpty -r shell Line '*TOLD:*:TOLD*'
  Line=${Line##*TOLD:weakspot}
  print -r -- "[$Text] weakspot${Line%%:TOLD*}" | tr -d '\r'
done
zpty -d shell
