" ALE's fixer: all safe fixes.
function! ale#fixers#gouji#Fix(buffer) abort
  if empty(gouji#ale#Root(a:buffer))
    return 0
  endif
  let l:program = ale#Escape(gouji#ale#Path())
  return {'command': l:program . ' check --fix --quiet --fail-on never --stdin-filename %s -', 'read_buffer': 1}
endfunction
