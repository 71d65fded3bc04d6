" Lists while typing and by CTRL-X CTRL-O. What the server offers is shown as it is: it has already
" looked at what is typed, and mends typing errors.

let s:pause = 80
let s:timer = -1

" Ask once typing pauses.
function! pypi_ls#complete#typed() abort
  call timer_stop(s:timer)
  let l:before = strpart(getline('.'), 0, col('.') - 1)
  if !get(g:, 'pypi_ls_autocomplete', 1) || l:before !~# '\v\S$|\S $' || s:accepted()
    return
  endif
  let s:timer = timer_start(s:pause, {-> mode() =~# '^i' ? s:ask() : 0})
endfunction

" Whether the change was made by going through the list.
function! s:accepted() abort
  return pumvisible() && complete_info(['selected']).selected >= 0
endfunction

function! pypi_ls#complete#omni(findstart, base) abort
  if a:findstart
    call s:ask()
    return -3
  endif
  return []
endfunction

function! s:ask() abort
  let l:where = [bufnr(''), line('.'), col('.'), b:changedtick]
  call pypi_ls#ask('textDocument/completion', pypi_ls#position(), function('s:show', [l:where]))
endfunction

function! s:show(where, answer) abort
  if a:where != [bufnr(''), line('.'), col('.'), b:changedtick] || mode() !~# '^i'
    return
  endif
  let l:items = type(a:answer) is v:t_dict ? a:answer.items : a:answer is v:null ? [] : a:answer
  if empty(l:items)
    return
  endif
  let l:range = l:items[0].textEdit.range
  let l:options = &l:completeopt
  set completeopt=menuone,noinsert,noselect
  call complete(l:range.start.character + 1, map(copy(l:items), 's:item(v:val)'))
  let &completeopt = l:options
endfunction

function! s:item(item) abort
  return {
  \ 'word': a:item.textEdit.newText,
  \ 'abbr': a:item.label,
  \ 'menu': get(a:item, 'detail', ''),
  \ 'equal': 1,
  \ 'dup': 1,
  \}
endfunction
