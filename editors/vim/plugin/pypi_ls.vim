" Package knowledge in Python dependency files, on top of ALE, which starts the server.
"
" Put this folder on the runtime path (or into ~/.vim/pack/NAME/start), beside ALE. Settings:
"   g:pypi_ls_executable    the server, if it is not on the PATH
"   g:pypi_ls_settings      a dictionary as docs/settings.md has it, without the section's name
"   g:pypi_ls_autocomplete  0: lists open by CTRL-X CTRL-O only
if exists('g:loaded_pypi_ls') || v:version < 900
  finish
endif
let g:loaded_pypi_ls = 1

command! -nargs=1 PypiSearch call pypi_ls#project#search(<q-args>)
command! -nargs=1 PypiAdd call pypi_ls#project#add(<q-args>)
command! PypiHover call pypi_ls#project#hover()
command! PypiPage call pypi_ls#project#page()
command! PypiUpdateAll call pypi_ls#project#update_all()
command! PypiRefresh call pypi_ls#say('pypi.refresh')
command! PypiStatus call pypi_ls#status()

function! s:attach() abort
  if pypi_ls#is_ours(bufnr(''))
    " ALE's own completion takes parts of names for words, and drops what mends typing errors.
    let b:ale_completion_enabled = 0
    setlocal omnifunc=pypi_ls#complete#omni
    augroup pypi_ls_buffer
      autocmd! * <buffer>
      autocmd TextChangedI,TextChangedP <buffer> call pypi_ls#complete#typed()
    augroup END
  endif
endfunction

augroup pypi_ls
  autocmd!
  autocmd FileType requirements,toml,dosini call s:attach()
augroup END
