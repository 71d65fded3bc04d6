;;; pypi.el --- package knowledge in Python dependency files, through eglot -*- lexical-binding: t -*-

;; Emacs 29 or newer has eglot; load this file from your init file, then M-x eglot in
;; requirements.txt or pyproject.toml, or uncomment the hooks at the end.

(define-derived-mode pip-requirements-mode prog-mode "Requirements"
  "Major mode for pip's requirements files."
  (setq-local comment-start "# "))

(dolist (pattern '("requirements[^/]*\\.\\(?:txt\\|in\\)\\'"
                   "requirements/[^/]+\\.\\(?:txt\\|in\\)\\'"
                   "constraints[^/]*\\.txt\\'"))
  (add-to-list 'auto-mode-alist (cons pattern 'pip-requirements-mode)))

(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs
               '((pip-requirements-mode conf-toml-mode toml-ts-mode)
                 . ("pypi-language-server"))))

;; (add-hook 'pip-requirements-mode-hook #'eglot-ensure)
;; (add-hook 'toml-ts-mode-hook #'eglot-ensure)

(provide 'pypi)
;;; pypi.el ends here
