;;; pypi-lsp.el --- package knowledge in Python dependency files, through lsp-mode -*- lexical-binding: t -*-

;; For those who use lsp-mode; with eglot load pypi.el instead.  Put this folder where you like and
;; say in your init file:
;;
;;   (load "/where/you/put/emacs/pypi-lsp.el")
;;   (add-hook 'find-file-hook #'pypi-lsp-ensure)
;;
;; The server is an add-on: it works beside other servers for the same file.  The commands are the
;; same as with eglot: M-x pypi-search, pypi-add, pypi-page, pypi-update-all, pypi-refresh.

(eval-and-compile
  (let ((load-path (cons (file-name-directory (macroexp-file-name)) load-path)))
    (require 'pypi-files)
    (require 'pypi-commands)))

(defvar lsp-completion-filter-on-incomplete)
(defvar lsp-completion-no-cache)
(defvar lsp-completion-sort-initial-results)
(defvar lsp-language-id-configuration)
(autoload 'lsp "lsp-mode")
(declare-function lsp-register-client "lsp-mode")
(declare-function lsp-stdio-connection "lsp-mode")
(declare-function make-lsp-client "lsp-mode")

(defgroup pypi-lsp nil
  "Package knowledge in Python dependency files."
  :group 'tools)

(defcustom pypi-lsp-command '("pypi-language-server")
  "Program that is the server, and its arguments."
  :type '(repeat string)
  :risky t)

(defcustom pypi-lsp-settings nil
  "Settings (docs/settings.md), for example \\='(:index (:refresh \"daily\")).
They count from the server's next start."
  :type 'plist
  :risky t)

(defun pypi-lsp-ensure ()
  "Start the server, or use the running one, for a file of its own."
  (when (and (pypi-file-p) (apply #'derived-mode-p pypi-modes))
    (lsp)))

(defun pypi-lsp--opened ()
  "Take names and versions for symbols, and the server's order as it is."
  (when (pypi-file-p)
    (pypi-use-project-syntax)
    (setq-local lsp-completion-no-cache t
                lsp-completion-sort-initial-results nil
                lsp-completion-filter-on-incomplete nil
                completion-category-overrides
                (cons '(lsp-capf (styles pypi-whole)) completion-category-overrides))))

(defun pypi-lsp--keep-all (regexp query)
  "Return what fits everything instead of what REGEXP makes of QUERY, in files of our own.
lsp-mode would drop what typing errors and import names have found."
  (if (pypi-file-p) "" (funcall regexp query)))

(with-eval-after-load 'lsp-mode
  (add-to-list 'lsp-language-id-configuration '(pip-requirements-mode . "pip-requirements"))
  (add-hook 'lsp-completion-mode-hook #'pypi-lsp--opened)
  (advice-add 'lsp-completion--regex-fuz :around #'pypi-lsp--keep-all)
  (lsp-register-client
   (make-lsp-client
    :new-connection (lsp-stdio-connection (lambda () pypi-lsp-command))
    :activation-fn (lambda (_file _mode) (pypi-file-p))
    :initialization-options (lambda () pypi-lsp-settings)
    :add-on? t
    :server-id 'pypi)))

(provide 'pypi-lsp)
;;; pypi-lsp.el ends here
