" Makes `gouji` known to ALE as a fixer; the linter is found by its place.
if exists('g:loaded_gouji_ale')
  finish
endif
let g:loaded_gouji_ale = 1

function! s:Register() abort
  let l:types = ['text', 'markdown', 'html']
  call ale#fix#registry#Add('gouji', 'ale#fixers#gouji#Fix', l:types, '应用全部安全修复 / Apply all safe fixes')
endfunction

" ALE may be loaded later than this file.
augroup gouji_ale
  autocmd!
  autocmd VimEnter * silent! call s:Register()
augroup END
