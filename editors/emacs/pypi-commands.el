;;; pypi-commands.el --- search for projects and add them to the file -*- lexical-binding: t -*-

;; M-x pypi-search, pypi-add, pypi-page, pypi-update-all, pypi-refresh and pypi-status, for eglot
;; and lsp-mode alike: each asks the server that looks after the current buffer.  pypi.el and
;; pypi-lsp.el load this file.

(require 'pypi-files)
(require 'seq)
(require 'subr-x)

(defvar eglot-confirm-server-edits)
(defvar eglot-confirm-server-initiated-edits)
(defvar lsp--cur-workspace)
(defvar lsp--buffer-workspaces)
(declare-function eglot-current-server "eglot")
(declare-function eglot--capabilities "eglot")
(declare-function eglot--signal-textDocument/didChange "eglot")
(declare-function eglot--TextDocumentPositionParams "eglot")
(declare-function jsonrpc-request "jsonrpc")
(declare-function jsonrpc-async-request "jsonrpc")
(declare-function lsp-find-workspace "lsp-mode")
(declare-function lsp-request "lsp-mode")
(declare-function lsp-request-async "lsp-mode")
(declare-function lsp--text-document-position-params "lsp-mode")

(defcustom pypi-search-limit 30
  "How many projects a search shows."
  :type 'natnum
  :group 'tools)

;; Asking the server.

(defun pypi--eglot-server ()
  "Return eglot's server for this buffer if it is this one."
  (when-let ((server (and (fboundp 'eglot-current-server) (eglot-current-server)))
             (provider (plist-get (eglot--capabilities server) :executeCommandProvider)))
    (and (seq-contains-p (plist-get provider :commands) "pypi.search") server)))

(defun pypi--lsp-workspace ()
  "Return lsp-mode's connection to the server for this buffer."
  (and (bound-and-true-p lsp-mode) (lsp-find-workspace 'pypi nil)))

(defun pypi--get (object key)
  "Return what OBJECT, a plist or one of lsp-mode's tables, has for KEY."
  (if (hash-table-p object)
      (gethash (substring (symbol-name key) 1) object)
    (plist-get object key)))

(defun pypi--ask (command &optional argument)
  "Run the server's COMMAND with ARGUMENT, a plist, and return its answer."
  (let ((params (list :command command :arguments (if argument (vector argument) []))))
    (if-let ((server (pypi--eglot-server)))
        ;; You asked for this edit just now; eglot need not ask again.
        (let ((eglot-confirm-server-edits nil)
              (eglot-confirm-server-initiated-edits nil))
          (eglot--signal-textDocument/didChange)
          (jsonrpc-request server :workspace/executeCommand params :timeout 20))
      (pypi--ask-lsp (lambda () (lsp-request "workspace/executeCommand" params))))))

(defun pypi--ask-lsp (ask)
  "Call ASK where lsp-mode sends to the server."
  (if-let ((workspace (pypi--lsp-workspace)))
      (let ((lsp--cur-workspace workspace)
            (lsp--buffer-workspaces (list workspace)))
        (funcall ask))
    (user-error "No server looks after this buffer: M-x eglot (or lsp) in a file that declares dependencies")))

(defun pypi--position ()
  "Return where point is, as the protocol says it."
  (if (pypi--eglot-server)
      (eglot--TextDocumentPositionParams)
    (pypi--ask-lsp #'lsp--text-document-position-params)))

(defun pypi--uri ()
  "Return the current buffer's address, as the server knows it."
  (pypi--get (pypi--get (pypi--position) :textDocument) :uri))

;; Searching.

(defun pypi--found (query)
  "Return names of projects for QUERY, best first, with what is known about them."
  (unless (string-blank-p query)
    (mapcar (lambda (item)
              (propertize (pypi--get item :name)
                          'pypi-about (concat (string-pad (or (pypi--get item :version) "") 12) " "
                                              (pypi--get item :summary))))
            (pypi--get (pypi--ask "pypi.search" (list :query query :limit pypi-search-limit))
                       :items))))

(defun pypi--about (name)
  "Return what stands beside NAME in a list."
  (when-let ((about (get-text-property 0 'pypi-about name)))
    (concat (make-string (max 2 (- 30 (string-width name))) ?\s) (string-trim-right about))))

(defun pypi--table (buffer)
  "Return a completion table that searches on behalf of BUFFER."
  (let ((last nil))                     ; the last query and what it found
    (lambda (typed predicate action)
      (pcase action
        ('metadata '(metadata (category . pypi-project)
                              (annotation-function . pypi--about)
                              (display-sort-function . identity)
                              (cycle-sort-function . identity)))
        (`(boundaries . ,_) nil)
        (_ (unless (equal typed (car last))
             (setq last (cons typed (with-current-buffer buffer (pypi--found typed)))))
           (pcase action
             ('t (if predicate (seq-filter predicate (cdr last)) (cdr last)))
             ('lambda (and (member typed (cdr last)) t))
             (_ (pypi--one typed (cdr last)))))))))

(defun pypi--one (typed all)
  "Return the completion of TYPED if ALL is but one name."
  (cond ((null all) nil)
        ((cdr all) typed)
        ((equal typed (car all)) t)
        (t (car all))))

(defvar pypi-search-map
  (let ((map (make-sparse-keymap)))
    (define-key map " " #'self-insert-command)
    (define-key map "?" #'self-insert-command)
    map)
  "Keys that belong to the words that are searched for.")

(defun pypi--read-project ()
  "Ask for a project: a name, or words for what it is about."
  (pypi--position)                      ; says now whether there is a server
  (minibuffer-with-setup-hook
      (lambda () (use-local-map (make-composed-keymap pypi-search-map (current-local-map))))
    (completing-read "Project (name, or words for it): " (pypi--table (current-buffer)) nil t)))

;; Commands.

(defun pypi-search (name)
  "Search for a project, and add NAME, the chosen one, to this file.
Type a name or words for what it is about; RET or TAB lists what was found."
  (interactive (list (pypi--read-project)))
  (pypi-add name))

(defun pypi-add (name)
  "Add the project NAME to this file, where such requirements stand."
  (interactive "sAdd project: ")
  (let* ((uri (pypi--uri))
         (place (pypi--place (append (pypi--get (pypi--ask "pypi.places" (list :uri uri)) :places)
                                     nil)))
         (answer (pypi--ask "pypi.add" (append (list :uri uri :name name)
                                               (and place (list :place place))))))
    (message "%s" (pypi--get answer :message))))

(defun pypi--place (places)
  "Return the chosen one of PLACES; asks only where there are several."
  (when (cdr places)
    (let* ((completion-styles '(basic substring))
           (labels (mapcar (lambda (place) (cons (pypi--get place :label) place)) places))
           (completion-extra-properties
            (list :annotation-function
                  (lambda (label)
                    (concat "  " (pypi--get (cdr (assoc label labels)) :detail)))))
           (chosen (completing-read (format "Add to (default %s): " (caar labels))
                                    labels nil t nil nil (caar labels))))
      (pypi--get (cdr (assoc chosen labels)) :id))))

(defun pypi-page ()
  "Open the page of the project at point in the browser."
  (interactive)
  (let* ((position (pypi--position))
         (answer (pypi--ask "pypi.page"
                            (list :uri (pypi--get (pypi--get position :textDocument) :uri)
                                  :position (pypi--get position :position))))
         (url (pypi--get answer :url)))
    (cond (url (browse-url url))
          ((pypi--get answer :name)
           (message "The index tells no page of %s" (pypi--get answer :name)))
          (t (message "No project stands at point")))))

(defun pypi-update-all ()
  "Let the latest releases in, wherever a constraint of this file keeps them out."
  (interactive)
  (message "%s" (pypi--get (pypi--ask "pypi.updateAll" (list :uri (pypi--uri))) :message)))

(defun pypi-status ()
  "Say which index is asked and how old the list of names is."
  (interactive)
  (pypi--ask "pypi.status"))

(defun pypi-refresh ()
  "Download the index's list of names, by which every project is completed.
Calling this is your consent."
  (interactive)
  (let ((params '(:command "pypi.refresh" :arguments []))
        (say (lambda (answer) (message "%s" (pypi--get answer :message)))))
    (if-let ((server (pypi--eglot-server)))
        (jsonrpc-async-request server :workspace/executeCommand params
                               :timeout 600 :success-fn say :error-fn say)
      (pypi--ask-lsp (lambda ()
                       (lsp-request-async "workspace/executeCommand" params say
                                          :error-handler say :mode 'detached))))))

(provide 'pypi-commands)
;;; pypi-commands.el ends here
