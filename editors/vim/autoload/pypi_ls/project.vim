" Projects: search for them, add them to the file, read about the one at the cursor.

" Search for words, choose from a menu, add the chosen project to this file.
function! pypi_ls#project#search(words) abort
  call pypi_ls#run('pypi.search', {'query': a:words, 'limit': 30}, function('s:found', [a:words]))
endfunction

function! s:found(words, answer) abort
  if empty(a:answer.items)
    return pypi_ls#tell('Nothing was found for ' . a:words . '. ' . a:answer.searched)
  endif
  let l:lines = map(copy(a:answer.items),
  \ 'printf("%-28S %-10S %S", v:val.name, s:version(v:val), v:val.summary)')
  call s:choose(l:lines, a:words, {number -> pypi_ls#project#add(a:answer.items[number].name)})
endfunction

function! s:version(item) abort
  return a:item.version is v:null ? '' : a:item.version
endfunction

" Add a project to this file; asks for the place where there are several.
function! pypi_ls#project#add(name) abort
  call pypi_ls#run('pypi.places', {'uri': pypi_ls#uri()}, function('s:placed', [a:name]))
endfunction

function! s:placed(name, answer) abort
  let l:places = a:answer.places
  if len(l:places) < 2
    return s:insert(a:name, {})
  endif
  let l:lines = map(copy(l:places), 'v:val.label . "  " . v:val.detail')
  call s:choose(l:lines, 'Add to', {number -> s:insert(a:name, {'place': l:places[number].id})})
endfunction

function! s:insert(name, more) abort
  let l:argument = extend({'uri': pypi_ls#uri(), 'name': a:name}, a:more)
  call pypi_ls#run('pypi.add', l:argument, function('s:inserted'))
endfunction

" ALE applies no edits for servers, so the answer brings them along.
function! s:inserted(answer) abort
  call s:change(get(a:answer, 'edit', {}))
  call pypi_ls#tell(a:answer.message)
endfunction

function! s:change(edit) abort
  let l:old = getline(1, '$')
  let l:new = copy(l:old) + ['']        " behind the last line's end
  for l:edits in values(get(a:edit, 'changes', {}))
    for l:edit in reverse(copy(l:edits))
      let l:new = s:replaced(l:new, l:edit.range.start, l:edit.range.end, l:edit.newText)
    endfor
  endfor
  call s:write(l:old, l:new[-1] is# '' ? l:new[:-2] : l:new)
endfunction

" Return the lines with a range replaced.
function! s:replaced(lines, start, end, text) abort
  let [l:first, l:last] = [a:lines[a:start.line], a:lines[a:end.line]]
  let l:before = strpart(l:first, 0, a:start.character)
  let l:after = strpart(l:last, a:end.character)
  let l:middle = split(l:before . a:text . l:after, '\r\?\n', 1)
  return (a:start.line ? a:lines[: a:start.line - 1] : []) + l:middle + a:lines[a:end.line + 1 :]
endfunction

" Make the buffer's lines new ones, and touch no line that stays.
function! s:write(old, new) abort
  let [l:same, l:tail] = [0, 0]
  let l:shorter = min([len(a:old), len(a:new)])
  while l:same < l:shorter && a:old[l:same] is# a:new[l:same]
    let l:same += 1
  endwhile
  while l:same + l:tail < l:shorter && a:old[-1 - l:tail] is# a:new[-1 - l:tail]
    let l:tail += 1
  endwhile
  let l:middle = l:same + l:tail < len(a:new) ? a:new[l:same : len(a:new) - l:tail - 1] : []
  call append(l:same, l:middle)
  if l:same + l:tail < len(a:old)
    silent call deletebufline('', l:same + len(l:middle) + 1, len(a:old) + len(l:middle) - l:tail)
  endif
endfunction

function! pypi_ls#project#update_all() abort
  call pypi_ls#run('pypi.updateAll', {'uri': pypi_ls#uri()}, function('s:inserted'))
endfunction

" Show what is known about the requirement under the cursor.
function! pypi_ls#project#hover() abort
  call pypi_ls#ask('textDocument/hover', pypi_ls#position(), function('s:hovered'))
endfunction

function! s:hovered(answer) abort
  if a:answer is v:null
    return pypi_ls#tell('Nothing is known about this place.')
  endif
  call popup_atcursor(split(a:answer.contents.value, "\n"), {'padding': [0, 1, 0, 1], 'moved': 'any'})
endfunction

" Open the page of the project under the cursor.
function! pypi_ls#project#page() abort
  let l:where = pypi_ls#position()
  let l:argument = {'uri': l:where.textDocument.uri, 'position': l:where.position}
  call pypi_ls#run('pypi.page', l:argument, function('s:open'))
endfunction

function! s:open(answer) abort
  if a:answer.url is v:null
    return pypi_ls#tell('No page is known.')
  endif
  let l:opener = get(g:, 'pypi_ls_browser', has('mac') ? 'open' : has('win32') ? 'explorer' : 'xdg-open')
  if executable(l:opener)
    call job_start([l:opener, a:answer.url])
  endif
  call pypi_ls#tell(a:answer.url)
endfunction

" Show a menu; Then gets the number of the chosen line, from 0.
function! s:choose(lines, title, Then) abort
  call popup_menu(a:lines, {
  \ 'title': ' ' . a:title . ' ',
  \ 'maxheight': &lines - 6,
  \ 'maxwidth': &columns - 8,
  \ 'callback': {_, number -> number > 0 ? a:Then(number - 1) : 0},
  \})
endfunction
