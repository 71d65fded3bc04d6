" A Vim like that of docs/editors/vim.md, for tests.
set nocompatible hidden noswapfile viminfo= nomore encoding=utf-8 shortmess+=I laststatus=2 ttimeout ttimeoutlen=10
set keyprotocol= t_TI= t_TE= t_RV= t_RK= t_RF= t_RB= t_u7= " questions that the screen of the tests cannot answer
let &runtimepath = $TEST_EDITORS . '/vim,' . $VIM_ALE . ',' . $VIMRUNTIME
filetype plugin indent on
let g:ale_lsp_show_message_severity = 'information'
let g:pypi_ls_settings = {'completion': {'insert': 'normalized'}}
let g:pypi_ls_browser = 'no such program'
