;;; One session with a real report.  -*- lexical-binding: t -*-
;; $REPORT may be written to, $GOUJI is the program.
(require 'cl-lib)
(require 'flymake)
(require 'gouji)
(setq gouji-path (getenv "GOUJI")
      eglot-sync-connect 10 eglot-autoshutdown t eglot-send-changes-idle-time 0
      eglot-confirm-server-edits nil eglot-report-progress nil
      flymake-no-changes-timeout 0 make-backup-files nil create-lockfiles nil auto-save-default nil
      coding-system-for-read 'utf-8)
(set-language-environment "UTF-8")
(gouji-setup)

(defun ok (is-so what)
  (unless is-so
    (message "FAIL %s; found: %S" what (mapcar #'flymake-diagnostic-text (flymake-diagnostics)))
    (kill-emacs 1))
  (message "ok %s" what))

;; In batch mode Emacs is never idle, which is when eglot tells of changes.
(defmacro within (what condition)
  `(let ((end (+ (float-time) 10)) is-so)
     (while (and (not (setq is-so ,condition)) (< (float-time) end))
       (when (eglot-managed-p) (eglot--signal-textDocument/didChange))
       (accept-process-output nil 0.02))
     (ok is-so ,what)))

(defun found (words)
  (cl-remove-if-not (lambda (one) (string-search words (flymake-diagnostic-text one)))
                    (flymake-diagnostics)))

(defun on-line (number text)
  (goto-char (point-min))
  (forward-line (1- number))
  (delete-region (point) (line-end-position))
  (insert text)
  (beginning-of-line))

(defun type-wrong-total ()
  (on-line 70 "486 |")
  (within "the wrong total is found" (= 1 (length (found "suspect-figure")))))

(find-file (getenv "REPORT"))
;; In batch mode nothing is idle, and eglot starts when it is.
(run-hooks 'post-command-hook)
(within "the report is checked" (eglot-managed-p))
(within "what was there before is found" (found "没有写改进情况"))
(let ((right (buffer-string)))
  (type-wrong-total)
  (let ((one (car (found "suspect-figure"))))
    (ok (and (= (flymake-diagnostic-beg one) (point)) (= (flymake-diagnostic-end one) (+ 3 (point))))
        "under the figure")
    (ok (string-search "454+12+2=468" (flymake-diagnostic-text one)) "its addends are named"))
  ;; The quick fix as a person chooses it: the first of the menu.
  (cl-letf ((last-nonmenu-event t)
            ((symbol-function 'completing-read)
             (lambda (_prompt menu &rest _) (car (all-completions "" menu)))))
    (eglot-code-actions (point) (+ 3 (point)) "quickfix" t))
  (within "the quick fix is applied" (equal (buffer-string) right))
  (within "and the finding is gone" (null (found "suspect-figure")))
  (type-wrong-total)
  (gouji-recompute)
  (within "gouji-recompute" (equal (buffer-string) right))
  (type-wrong-total)
  (gouji-fix-all)
  (within "gouji-fix-all" (equal (buffer-string) right))
  (type-wrong-total)
  (on-line 29 "２０４６ |")
  (setq gouji-fix-on-save t)
  (save-buffer)
  (ok (equal right (with-temp-buffer (insert-file-contents (getenv "REPORT")) (buffer-string))) "fix on save")
  (within "nothing wrong is left" (not (or (found "suspect-figure") (found "number-style")))))
(find-file (concat (getenv "WORK") "/letter.txt"))
(insert "信息公开是另一回事。")
(save-buffer)
(ok (not (eglot-managed-p)) "a letter has no server")
(with-current-buffer (get-file-buffer (getenv "REPORT")) (eglot-shutdown (eglot-current-server)))
(message "PASS Emacs %s" emacs-version)
(kill-emacs 0)
