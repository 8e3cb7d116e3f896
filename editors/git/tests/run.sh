#!/usr/bin/env bash
# The hook in a repository of its own; with pre-commit, if that is installed: editors/git/tests/run.sh
. "$(dirname "$0")/../../tests/common.sh"
mkdir "$WORK/bin" && ln -s "$GOUJI" "$WORK/bin/gouji"
export PATH=$WORK/bin:$PATH
git() { command git -c user.name=测试 -c user.email=test@example.invalid -c init.defaultBranch=main "$@"; }
repository=$WORK/repository
git init -q "$repository" && cd "$repository"
printf '# 读我\n\n不是报告。\n' >README.md
cp "$RIGHT" 报告.txt
git add . && git commit -q -m 起草

install -m 755 "$ROOT/editors/git/pre-commit" .git/hooks/pre-commit
sed -i '70s/468/486/' 报告.txt
git add . && git commit -q -m 改错 2>"$WORK/said" >&2 && fail 'a wrong total was committed'
grep -q '应为 468' "$WORK/said" || fail 'the hook does not say what is wrong'
echo 'ok a wrong total is not committed'
git cat-file blob HEAD:报告.txt >报告.txt && git add .
sed -i '70s/468/486/' 报告.txt
git commit -q --allow-empty -m 没改 || fail 'what is not staged stopped a commit'
echo 'ok what counts is what is staged'
rm .git/hooks/pre-commit

if command -v pre-commit >/dev/null; then
  pre-commit validate-manifest "$ROOT/.pre-commit-hooks.yaml"
  cat >.pre-commit-config.yaml <<'YAML'
repos:
  - repo: local
    hooks:
YAML
  # The hooks as the manifest has them; to build the program from source takes too long here.
  sed -n '/^- id: gouji-system/,$ s/^/      /p' "$ROOT/.pre-commit-hooks.yaml" >>.pre-commit-config.yaml
  git add . && pre-commit run gouji-system >"$WORK/said" && fail 'pre-commit passed a wrong total'
  grep -q '应为 468' "$WORK/said" || { cat "$WORK/said"; fail 'pre-commit does not say what is wrong'; }
  pre-commit run gouji-fix >"$WORK/said" && fail 'a hook that changes files fails once'
  git add . && pre-commit run gouji-system >"$WORK/said" || { cat "$WORK/said"; fail 'what is fixed does not pass'; }
  cmp 报告.txt "$RIGHT" || fail 'the fix is not right'
  echo "ok $(pre-commit --version)"
else
  echo 'skipped pre-commit, it is not installed'
fi
echo 'PASS git'
