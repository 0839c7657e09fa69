;; What the sessions in Emacs share. Loading it visits the main.cpp of PROJECT (in the environment).
(require 'cl-lib)
(defun say (format-string &rest arguments)
  (princ (concat (apply #'format format-string arguments) "\n")))
(defun wait-for (what test)
  (let ((until (+ (float-time) 300)))
    (while (and (not (funcall test)) (< (float-time) until))
      (accept-process-output nil 0.1))
    (unless (funcall test) (say "never: %s" what))))

(find-file (expand-file-name "main.cpp" (getenv "PROJECT")))
(c++-mode)
(defun say-fixes (titles)
  "Waits until one of what TITLES returns is a fix; says all of them."
  (wait-for "a fix" (lambda () (cl-some (lambda (title) (string-prefix-p "Fix: " title)) (funcall titles))))
  (dolist (title (funcall titles)) (say "%s" (car (split-string title ": its")))))
