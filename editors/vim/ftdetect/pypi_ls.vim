" The files that Vim itself does not know by name.
autocmd BufNewFile,BufRead requirements*.txt,requirements*.in,requirements*.pip setfiletype requirements
autocmd BufNewFile,BufRead *requirements.txt,*requirements.in,*requirements.pip setfiletype requirements
autocmd BufNewFile,BufRead */requirements/*.txt,*/requirements/*.in,*/requirements/*.pip setfiletype requirements
autocmd BufNewFile,BufRead constraints*.txt,constraints*.in,*[-_.]constraints*.txt,*[-_.]constraints*.in setfiletype requirements
autocmd BufNewFile,BufRead pyproject.toml,pixi.toml,uv.toml,hatch.toml,tox.toml,Pipfile setfiletype toml
autocmd BufNewFile,BufRead setup.cfg,tox.ini setfiletype dosini
