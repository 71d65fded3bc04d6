;;; pypi-files.el --- which files projects are completed in -*- lexical-binding: t -*-

;; What pypi.el (eglot) and pypi-lsp.el (lsp-mode) share: the names of the files, a mode for
;; requirements files, what counts as a word there, and a completion style that keeps the server's
;; answer as it is.  You need not load this file yourself.

(defconst pypi-requirements-files
  (rx "/"
      (or (seq "requirements" (* (not (any "/"))))           ; requirements-dev.txt
          (seq (* (not (any "/"))) "requirements")           ; dev-requirements.in
          (seq "requirements/" (+ (not (any "/"))))          ; requirements/base.txt
          (seq (opt (* (not (any "/"))) (any "-_.")) "constraints" (* (not (any "/")))))
      "." (or "txt" "in" "pip") eos)
  "Names of pip's requirements and constraints files.")

(defconst pypi-other-files
  (rx "/" (or "pyproject.toml" "Pipfile" "pixi.toml" "uv.toml" "hatch.toml" "tox.toml"
              "setup.cfg" "tox.ini")
      eos)
  "Names of the other files in which projects are completed.")

(defconst pypi-modes
  '(pip-requirements-mode conf-toml-mode toml-ts-mode toml-mode conf-unix-mode conf-windows-mode)
  "Modes that those files are visited in.")

(defun pypi-file-p ()
  "Whether the current buffer visits a file in which projects are completed."
  (and buffer-file-name
       (or (string-match-p pypi-requirements-files buffer-file-name)
           (string-match-p pypi-other-files buffer-file-name))))

;; The mode for requirements files, unless the package of that name brings it.

(unless (fboundp 'pip-requirements-mode)
  (define-derived-mode pip-requirements-mode prog-mode "Requirements"
    "Major mode for pip's requirements files."
    (modify-syntax-entry ?# "<")
    (modify-syntax-entry ?\n ">")
    (setq-local comment-start "# "
                comment-start-skip "#+[ \t]*"
                font-lock-defaults '((("^[ \t]*\\(-[-a-z]+\\)" 1 font-lock-keyword-face)
                                      ("^[ \t]*\\([[:alnum:]][-._[:alnum:]]*\\)"
                                       1 font-lock-variable-name-face)))
                ;; A comment begins behind a blank; #egg=name in an address is none.
                syntax-propertize-function
                (syntax-propertize-rules ("[^ \t\n]\\(#+\\)" (1 "."))))))

(add-to-list 'auto-mode-alist (cons pypi-requirements-files 'pip-requirements-mode))
(add-to-list 'auto-mode-alist '("/Pipfile\\'" . conf-toml-mode))

(defun pypi-use-project-syntax ()
  "Let ruamel.yaml be one symbol in this buffer, and == no part of one."
  (let ((table (copy-syntax-table)))
    (dolist (character (string-to-list "-_.+*"))
      (modify-syntax-entry character "_" table))
    (dolist (character (string-to-list "<>=!~^@,;/"))
      (modify-syntax-entry character "." table))
    (set-syntax-table table)))

;; A completion style that drops and sorts nothing: typing errors, import names and the words of a
;; search find projects that do not start with what is typed.

(defun pypi--all-completions (string table predicate _point)
  "Return what TABLE has for STRING and PREDICATE, as the server gave it."
  (all-completions string table predicate))

(defun pypi--whole-table (_string table predicate _point)
  "Return all that TABLE has for PREDICATE: lsp-mode's has asked for what is typed."
  (all-completions "" table predicate))

(defun pypi--try (all string point)
  "Complete STRING if ALL is but one candidate, else keep POINT."
  (cond ((null all) nil)
        ((cdr all) (cons string point))
        ((equal string (car all)) t)
        (t (cons (car all) (length (car all))))))

(defun pypi--try-completion (string table predicate point)
  "Complete STRING at POINT by what TABLE has for it and PREDICATE."
  (pypi--try (pypi--all-completions string table predicate point) string point))

(defun pypi--try-whole-table (string table predicate point)
  "Complete STRING at POINT by all that TABLE has for PREDICATE."
  (pypi--try (pypi--whole-table string table predicate point) string point))

(add-to-list 'completion-styles-alist
             '(pypi pypi--try-completion pypi--all-completions
                    "Candidates as the language server gave them."))
(add-to-list 'completion-styles-alist
             '(pypi-whole pypi--try-whole-table pypi--whole-table
                          "All candidates, of a table that fits what is typed."))
(add-to-list 'completion-category-defaults '(pypi-project (styles pypi)))

(provide 'pypi-files)
;;; pypi-files.el ends here
