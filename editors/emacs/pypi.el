;;; pypi.el --- package knowledge in Python dependency files, through eglot -*- lexical-binding: t -*-

;; For Emacs 29 or newer, which has eglot, and for Emacs 28 with the package eglot.  (Those who use
;; lsp-mode load pypi-lsp.el instead.)  Put this folder where you like, load this file from your
;; init file, then M-x eglot in requirements.txt, pyproject.toml and their kin; or let it start by
;; itself there:
;;
;;   (load "/where/you/put/emacs/pypi.el")
;;   (add-hook 'find-file-hook #'pypi-ensure)
;;
;; M-TAB completes, the echo area and C-h . tell about the project at point.  M-x pypi-search finds
;; a project by its name or by what it is about and adds it to the file.  M-x pypi-refresh downloads
;; the list of names; until then only well-known projects are completed.

(eval-and-compile
  (let ((load-path (cons (file-name-directory (macroexp-file-name)) load-path)))
    (require 'pypi-files)
    (require 'pypi-commands)))

(defvar eglot-server-programs)
(declare-function eglot-managed-p "eglot")
(autoload 'eglot-ensure "eglot")

(defun pypi-ensure ()
  "Start the server, or use the running one, for a file of its own."
  (when (and (pypi-file-p) (apply #'derived-mode-p pypi-modes))
    (eglot-ensure)))

(defun pypi--managed ()
  "Take names and versions for symbols, and the server's order as it is."
  (when (and (eglot-managed-p) (pypi-file-p))
    (pypi-use-project-syntax)
    ;; The eglot of Emacs 28 and 29 would drop what typing errors and import names have found.
    (setq-local completion-category-overrides
                (cons '(eglot (styles pypi flex basic)) completion-category-overrides))))

(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs (cons pypi-modes '("pypi-language-server")))
  (add-hook 'eglot-managed-mode-hook #'pypi--managed))

;; Settings (docs/settings.md), for example:
;; (setq-default eglot-workspace-configuration '(:pypi (:index (:refresh "daily"))))

(provide 'pypi)
;;; pypi.el ends here
