" What ALE needs to know about the server, and the way to ask it something.

let s:names = '\v/(requirements[^/]*\.(txt|in|pip)|[^/]*requirements\.(txt|in|pip)'
  \ . '|requirements/[^/]+\.(txt|in|pip)|constraints[^/]*\.(txt|in|pip)|[^/]*[-_.]constraints[^/]*\.(txt|in|pip)'
  \ . '|(pyproject|pixi|uv|hatch|tox)\.toml|Pipfile|setup\.cfg|tox\.ini)$'

" Whether a buffer's file is one in which projects are completed.
function! pypi_ls#is_ours(buffer) abort
  return fnamemodify(bufname(a:buffer), ':p') =~# s:names
endfunction

" Tell ALE of the server for a file type; files of other names are left alone.
function! pypi_ls#define(filetype) abort
  call ale#linter#Define(a:filetype, {
  \ 'name': 'pypi_ls',
  \ 'lsp': 'stdio',
  \ 'executable': {-> get(g:, 'pypi_ls_executable', 'pypi-language-server')},
  \ 'command': '%e',
  \ 'project_root': {buffer -> pypi_ls#is_ours(buffer) ? s:root(buffer) : ''},
  \ 'language': a:filetype is# 'requirements' ? 'pip-requirements' : a:filetype,
  \ 'initialization_options': function('s:options'),
  \})
endfunction

" The settings; and ALE counts columns in bytes, though it does not say so to servers.
function! s:options(buffer) abort
  return extend({'positionEncoding': 'utf-8'}, get(g:, 'pypi_ls_settings', {}))
endfunction

function! s:root(buffer) abort
  let l:folder = fnamemodify(bufname(a:buffer), ':p:h')
  let l:git = finddir('.git', l:folder . ';')
  return empty(l:git) ? l:folder : fnamemodify(l:git, ':p:h:h')
endfunction

" Send a request about the current buffer, as its text is now; Handler gets the result.
function! pypi_ls#ask(method, params, Handler) abort
  if !pypi_ls#is_ours(bufnr(''))
    return s:complain('This file declares no dependencies.')
  endif
  if !executable(get(g:, 'pypi_ls_executable', 'pypi-language-server'))
    return s:complain('pypi-language-server is not on the PATH; or set g:pypi_ls_executable.')
  endif
  let l:buffer = bufnr('')
  call ale#lsp_linter#SendRequest(l:buffer, 'pypi_ls', ale#lsp#message#DidChange(l:buffer))
  call ale#lsp_linter#SendRequest(
  \ l:buffer, 'pypi_ls', [0, a:method, a:params], function('s:answered', [a:Handler])
  \)
endfunction

function! s:answered(Handler, response) abort
  if has_key(a:response, 'error')
    call s:complain(get(a:response.error, 'message', 'The server has failed.'))
  else
    call a:Handler(get(a:response, 'result', v:null))
  endif
endfunction

" Run one of the server's commands; Handler gets its answer.
function! pypi_ls#run(command, argument, Handler) abort
  let l:arguments = empty(a:argument) ? [] : [a:argument]
  call pypi_ls#ask('workspace/executeCommand', {'command': a:command, 'arguments': l:arguments}, a:Handler)
endfunction

" Run a command and show the sentence that it answers.
function! pypi_ls#say(command) abort
  echo 'Asking ...'
  call pypi_ls#run(a:command, {}, {answer -> pypi_ls#tell(answer.message)})
endfunction

function! pypi_ls#tell(sentence) abort
  redraw
  echomsg 'PyPI: ' . a:sentence
endfunction

function! pypi_ls#status() abort
  call pypi_ls#run('pypi.status', {}, {answer -> pypi_ls#tell(printf('%d names (%s). Index: %s',
  \ answer.catalogue.count, answer.catalogue.origin, answer.index))})
endfunction

function! s:complain(sentence) abort
  echohl WarningMsg
  call pypi_ls#tell(a:sentence)
  echohl None
endfunction

" Where the cursor stands. The server counts bytes, as Vim and ALE do (see s:options).
function! pypi_ls#position() abort
  return {
  \ 'textDocument': {'uri': pypi_ls#uri()},
  \ 'position': {'line': line('.') - 1, 'character': col('.') - 1},
  \}
endfunction

function! pypi_ls#uri() abort
  return ale#util#ToURI(expand('%:p'))
endfunction
