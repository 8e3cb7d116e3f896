" One session with a real report and ALE. $REPORT may be written to, $GOUJI is the program, $LOG where to write what
" happened, $SERVER whether findings come from the language server.
let g:gouji_path = $GOUJI
let g:gouji_ale_server = $SERVER
let g:ale_linters_explicit = 1
let g:ale_linters = {'text': ['gouji']}
let g:ale_fixers = {'text': ['gouji']}
let g:ale_fix_on_save = 1
let g:ale_lint_delay = 0

function! s:Say(text) abort
  call writefile([a:text], $LOG, 'a')
endfunction

function! s:Ok(is_so, what) abort
  if !a:is_so
    call s:Say('FAIL ' . a:what . ' ' . string(ale#engine#GetLoclist(bufnr(''))))
    cquit
  endif
  call s:Say('ok ' . a:what)
endfunction

function! s:Within(what, IsSo) abort
  for l:turn in range(1000)
    if a:IsSo()
      call s:Say('ok ' . a:what)
      return
    endif
    sleep 10m
  endfor
  call s:Ok(0, a:what)
endfunction

function! s:Found(rule) abort
  return filter(copy(ale#engine#GetLoclist(bufnr(''))), {_, one -> get(one, 'code', '') ==# a:rule})
endfunction

function! s:TypeWrongTotal() abort
  call setline(70, '486 |')
  call ale#Queue(0)
  call s:Within('the wrong total is found', {-> len(s:Found('suspect-figure')) == 1})
  let l:found = s:Found('suspect-figure')[0]
  call s:Ok(l:found.lnum == 70 && l:found.col == 1 && l:found.end_col == 3, 'under the figure')
  call s:Ok(l:found.type ==# 'E' && stridx(l:found.text, '454+12+2=468') > 0, 'its addends are named')
endfunction

function! s:Run() abort
  let l:right = readfile($REPORT)
  execute 'edit' $REPORT
  call s:Within('what was there before is found', {-> len(s:Found('missing-improvement')) == 1})
  call s:TypeWrongTotal()
  if $SERVER
    call cursor(70, 1)
    " The menu asks for a number.
    call feedkeys("1\<CR>", 't')
    ALECodeAction
    call s:Within('the quick fix is applied', {-> getline(70) ==# '468 |'})
    call s:TypeWrongTotal()
  endif
  call setline(29, '２０４６ |')
  write
  call s:Within('fix on save', {-> readfile($REPORT) ==# l:right})
  call s:Within('nothing wrong is left', {-> empty(s:Found('suspect-figure')) && empty(s:Found('number-style'))})
  call s:Say('PASS Vim ' . v:versionlong . ' with ALE, ' . ($SERVER ? 'language server' : 'program'))
  qall!
endfunction

function! DraftSession() abort
  try
    call s:Run()
  catch
    call s:Say('FAIL ' . v:exception . ' ' . v:throwpoint)
    cquit
  endtry
endfunction
