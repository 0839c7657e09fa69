;; lsp-mode: emacs --batch -l lsp-mode.el (WEAKSPOT and PROJECT are in the environment).
(require 'lsp-mode)
(require 'lsp-clangd)
(require 'lsp-diagnostics)
(require 'cl-lib)
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
(defun say (format-string &rest arguments)
  (princ (concat (apply #'format format-string arguments) "\n")))
(defun wait-for (what test)
  (let ((until (+ (float-time) 300)))
    (while (and (not (funcall test)) (< (float-time) until))
      (accept-process-output nil 0.1))
    (unless (funcall test) (say "never: %s" what))))

(find-file (expand-file-name "main.cpp" (getenv "PROJECT")))
(c++-mode)
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
(wait-for "a fix" (lambda () (cl-some (lambda (title) (string-prefix-p "Fix: " title)) (titles))))
(dolist (title (titles)) (say "%s" (car (split-string title ": its"))))
(kill-emacs 0)
