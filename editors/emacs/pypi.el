;;; pypi.el --- package knowledge in Python dependency files, through eglot -*- lexical-binding: t -*-

;; For Emacs 29 or newer, which has eglot, and for Emacs 28 with the package eglot.  Load this file
;; from your init file, then M-x eglot in requirements.txt, pyproject.toml and their kin; or let it
;; start by itself there:
;;
;;   (load "/where/you/put/pypi.el")
;;   (add-hook 'find-file-hook #'pypi-ensure)
;;
;; M-TAB completes, the echo area and C-h . tell about the project at point.  M-x pypi-refresh
;; downloads the list of names; until then only well-known projects are completed.

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

(defun pypi-ensure ()
  "Start the server, or use the running one, for a file of its own."
  (when (and (pypi-file-p) (apply #'derived-mode-p pypi-modes))
    (eglot-ensure)))

(defun pypi-refresh ()
  "Download the index's list of names, by which every project is completed.
Calling this is your consent."
  (interactive)
  (let ((server (and (fboundp 'eglot-current-server) (eglot-current-server))))
    (unless server
      (user-error "Start the server first: M-x eglot"))
    (jsonrpc-async-request
     server :workspace/executeCommand '(:command "pypi.refresh")
     :timeout 600
     :success-fn (lambda (answer) (message "%s" (plist-get answer :message)))
     :error-fn (lambda (trouble) (message "%s" (plist-get trouble :message))))))

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

;; What eglot needs to know.

(defun pypi--try-completion (string table predicate point)
  "Complete STRING if TABLE and PREDICATE leave one candidate, else keep POINT."
  (let ((all (pypi--all-completions string table predicate point)))
    (cond ((null all) nil)
          ((cdr all) (cons string point))
          ((equal string (car all)) t)
          (t (cons (car all) (length (car all)))))))

(defun pypi--all-completions (string table predicate _point)
  "Return what TABLE has for STRING and PREDICATE, as the server gave it."
  (all-completions string table predicate))

(defun pypi--managed ()
  "Take names and versions for symbols, and the server's order as it is."
  (when (and (eglot-managed-p) (pypi-file-p))
    ;; Eglot completes the symbol at point: ruamel.yaml is one, and == no part of one.
    (let ((table (copy-syntax-table)))
      (dolist (character (string-to-list "-_.+*"))
        (modify-syntax-entry character "_" table))
      (dolist (character (string-to-list "<>=!~^@,;/"))
        (modify-syntax-entry character "." table))
      (set-syntax-table table))
    ;; The eglot of Emacs 28 and 29 would drop what typing errors and import names have found.
    (setq-local completion-category-overrides
                (cons '(eglot (styles pypi flex basic)) completion-category-overrides))))

(add-to-list 'completion-styles-alist
             '(pypi pypi--try-completion pypi--all-completions
                    "Candidates as the language server gave them."))

(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs (cons pypi-modes '("pypi-language-server")))
  (add-hook 'eglot-managed-mode-hook #'pypi--managed))

;; Settings (docs/settings.md), for example:
;; (setq-default eglot-workspace-configuration '(:pypi (:index (:refresh "daily"))))

(provide 'pypi)
;;; pypi.el ends here
