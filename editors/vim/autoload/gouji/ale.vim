" gouji as ALE's linter: through the language server, or by calling the program (let g:gouji_ale_server = 0).

" A report speaks of the first, and of one of the others.
let s:subject = '信息公开'
let s:signs = '年度报告\|工作报告\|年报\|总体情况\|依申请公开\|申请情况'
let s:most_lines = 2000

function! gouji#ale#LooksLikeReport(buffer) abort
  let l:text = join(getbufline(a:buffer, 1, s:most_lines), "\n")
  return stridx(l:text, s:subject) >= 0 && l:text =~# s:signs
endfunction

function! gouji#ale#Path() abort
  return get(g:, 'gouji_path', 'gouji')
endfunction

" The folder to open; empty for what is no report, which ALE takes for "not here".
function! gouji#ale#Root(buffer) abort
  let l:config = ale#path#FindNearestFile(a:buffer, 'gouji.toml')
  if !empty(l:config)
    return fnamemodify(l:config, ':h')
  endif
  return gouji#ale#LooksLikeReport(a:buffer) ? expand('#' . a:buffer . ':p:h') : ''
endfunction

function! gouji#ale#Command(buffer) abort
  return empty(gouji#ale#Root(a:buffer)) ? '' : '%e check --quiet --format ndjson --stdin-filename %s -'
endfunction

" One finding a line.
function! gouji#ale#Handle(buffer, lines) abort
  let l:types = {'error': 'E', 'warning': 'W', 'info': 'I', 'hint': 'I'}
  let l:found = []
  for l:line in filter(copy(a:lines), 'v:val[0:0] ==# "{"')
    let l:one = json_decode(l:line)
    let [l:start, l:end] = [l:one.range.start, l:one.range.end]
    call add(l:found, {
    \ 'lnum': l:start.line,
    \ 'col': s:Byte(a:buffer, l:start),
    \ 'end_lnum': l:end.line,
    \ 'end_col': s:Byte(a:buffer, l:end) - 1,
    \ 'type': l:types[l:one.severity],
    \ 'code': l:one.rule,
    \ 'text': l:one.message,
    \ 'detail': join([l:one.message] + map(copy(l:one.related), 'v:val.message'), "\n"),
    \})
  endfor
  return l:found
endfunction

" gouji counts characters, Vim bytes.
function! s:Byte(buffer, place) abort
  let l:line = get(getbufline(a:buffer, a:place.line), 0, '')
  return byteidxcomp(l:line, a:place.column - 1) + 1
endfunction

function! gouji#ale#Define(filetype) abort
  let l:linter = {'name': 'gouji', 'executable': {-> gouji#ale#Path()}}
  if get(g:, 'gouji_ale_server', 1)
    call extend(l:linter, {
    \ 'lsp': 'stdio',
    \ 'command': '%e lsp',
    \ 'project_root': function('gouji#ale#Root'),
    \ 'language': a:filetype ==# 'text' ? 'plaintext' : a:filetype,
    \})
  else
    call extend(l:linter, {
    \ 'command': function('gouji#ale#Command'),
    \ 'callback': 'gouji#ale#Handle',
    \ 'output_stream': 'stdout',
    \})
  endif
  call ale#linter#Define(a:filetype, l:linter)
endfunction
