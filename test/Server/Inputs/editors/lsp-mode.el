;; lsp-mode: emacs --batch -l lsp-mode.el (WEAKSPOT and PROJECT are in the environment).
(require 'lsp-mode)
(require 'lsp-clangd)
(require 'lsp-diagnostics)
(setq lsp-auto-guess-root t lsp-restart 'ignore lsp-enable-file-watchers nil lsp-enable-snippet nil
      lsp-diagnostics-provider :none lsp-headerline-breadcrumb-enable nil lsp-lens-enable nil
      lsp-modeline-workspace-status-enable nil lsp-modeline-diagnostics-enable nil lsp-modeline-code-actions-enable nil
      lsp-session-file (expand-file-name ".lsp-session" (getenv "PROJECT")))
;; As docs/editors.md has it, but for the path.
(lsp-register-client
 (make-lsp-client :new-connection (lsp-stdio-connection (list (getenv "WEAKSPOT") "lsp"))
                  :major-modes '(c++-mode c++-ts-mode)
                  :add-on? t
                  :server-id 'weakspot))
(load (expand-file-name "common.el" (file-name-directory load-file-name)) nil t)
(visit-main)
(let ((inhibit-message t))
  (lsp-workspace-folders-add (directory-file-name (getenv "PROJECT")))
  (lsp))
(defun ours ()
  (cl-remove-if-not (lambda (d) (equal (lsp:diagnostic-source? d) "weakspot"))
                    (gethash (file-truename buffer-file-name) (lsp-diagnostics t))))
(wait-for "two servers" (lambda () (= 2 (length (lsp-workspaces)))))
(wait-for "a diagnostic" (lambda () (= 1 (length (ours)))))
(say "servers: %s" (sort (mapcar (lambda (w) (symbol-name (lsp--workspace-server-id w))) (lsp-workspaces))
                         #'string<))
(dolist (d (ours))
  (let ((start (lsp:range-start (lsp:diagnostic-range d))))
    (say "%d:%d %s" (1+ (lsp:position-line start)) (lsp:position-character start)
         (lsp:diagnostic-message d))
    (goto-char (lsp--position-to-point start))))
(defun titles () (mapcar #'lsp:code-action-title (lsp-code-actions-at-point)))
(say-fixes #'titles)
(kill-emacs 0)
