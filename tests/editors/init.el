;;; init.el --- an Emacs like that of docs/editors/emacs.md, for tests -*- lexical-binding: t -*-

(setq inhibit-startup-screen t
      make-backup-files nil
      auto-save-default nil
      create-lockfiles nil
      use-short-answers t
      ;; Emacs runs from a folder of its own here, and would compile into the home.
      native-comp-deferred-compilation nil
      native-comp-jit-compilation nil
      comp-enable-subr-trampolines nil
      native-comp-enable-subr-trampolines nil)
(menu-bar-mode -1)

(defvar test-editors (concat (getenv "TEST_EDITORS") "/emacs/"))

(defun test-say-attached ()
  "Say that the server has taken the file."
  (run-with-timer 0 nil #'message "server attached"))

(if (getenv "TEST_LSP_MODE")
    (progn
      ;; Unpacked, it has no file of autoloads.
      (mapc #'require '(lsp-mode lsp-lens lsp-completion lsp-diagnostics lsp-modeline lsp-headerline))
      (load (concat test-editors "pypi-lsp.el"))
      (setq lsp-auto-guess-root t       ; not asked about, in a folder of its own
            pypi-lsp-settings '(:completion (:insert "normalized")))
      (add-hook 'lsp-after-open-hook #'test-say-attached)
      (add-hook 'find-file-hook #'pypi-lsp-ensure))
  (load (concat test-editors "pypi.el"))
  (setq-default eglot-workspace-configuration '(:pypi (:completion (:insert "normalized"))))
  (add-hook 'eglot-managed-mode-hook #'test-say-attached)
  (add-hook 'find-file-hook #'pypi-ensure))

(setq browse-url-browser-function (lambda (url &rest _) (message "opens <%s>" url)))
