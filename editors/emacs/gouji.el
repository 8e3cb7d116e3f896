;;; gouji.el --- Check government information disclosure reports -*- lexical-binding: t -*-

;; Version: 0.1.0
;; Package-Requires: ((emacs "29.1"))
;; Keywords: tools, convenience
;; URL: https://github.com/gouji/gouji

;;; Commentary:

;; 勾稽：检查政府信息公开工作年度报告。
;;
;; Starts `gouji lsp' through eglot for texts that look like such a report:
;;
;;     (require 'gouji)
;;     (gouji-setup)
;;
;; Findings are flymake's; \\[eglot-code-actions] offers the fixes.

;;; Code:

(require 'eglot)

(defgroup gouji nil
  "Check government information disclosure reports."
  :group 'tools)

(defcustom gouji-path "gouji"
  "The program: a name in `exec-path', or a path."
  :type 'string)

(defcustom gouji-fix-on-save nil
  "Whether all safe fixes are applied before a report is saved."
  :type 'boolean)

(defconst gouji--modes '(text-mode markdown-mode gfm-mode html-mode mhtml-mode))

(defconst gouji--most-characters 200000
  "Longer documents are judged by their beginning.")

(defun gouji-looks-like-report-p ()
  "Whether the text of this buffer looks like a report."
  (save-excursion
    (save-restriction
      (widen)
      (let ((end (min (point-max) (+ (point-min) gouji--most-characters)))
            (signs '("年度报告" "工作报告" "年报" "总体情况" "依申请公开" "申请情况")))
        (goto-char (point-min))
        (and (search-forward "信息公开" end t)
             (progn (goto-char (point-min))
                    (re-search-forward (regexp-opt signs) end t))
             t)))))

(defun gouji--project-p ()
  "Whether this file lies below a gouji.toml."
  (and buffer-file-name (locate-dominating-file buffer-file-name "gouji.toml")))

(defun gouji-maybe-start ()
  "Start the server if this buffer is a report."
  (when (and buffer-file-name
             (not (eglot-managed-p))
             (derived-mode-p 'text-mode 'html-mode)
             (executable-find gouji-path)
             (or (gouji-looks-like-report-p) (gouji--project-p)))
    (eglot-ensure)))

(defun gouji--managed-p ()
  "Whether this buffer is checked by gouji."
  (and (eglot-managed-p)
       (equal "gouji" (plist-get (eglot--server-info (eglot-current-server)) :name))))

(defun gouji--apply (kind)
  "Apply the actions of KIND; nil if there are none."
  (condition-case nil
      (progn (eglot-code-actions (point-min) (point-max) kind t) t)
    (user-error nil)
    (eglot--error nil)))

(defun gouji-fix-all ()
  "Apply all safe fixes."
  (interactive)
  (unless (gouji--apply "source.fixAll.gouji")
    (message "没有可以安全修复的 / nothing to fix")))

(defun gouji-recompute ()
  "Recompute all totals."
  (interactive)
  (unless (gouji--apply "source.recomputeTotals.gouji")
    (message "合计都对 / all totals are right")))

(defun gouji--before-save ()
  "Apply safe fixes if `gouji-fix-on-save' says so."
  (when (and gouji-fix-on-save (gouji--managed-p))
    (gouji--apply "source.fixAll.gouji")))

;;;###autoload
(defun gouji-setup ()
  "Check every report that is opened from now on."
  (add-to-list 'eglot-server-programs
               (cons gouji--modes (lambda (&rest _) (list gouji-path "lsp"))))
  (add-hook 'text-mode-hook #'gouji-maybe-start)
  (add-hook 'html-mode-hook #'gouji-maybe-start)
  (add-hook 'after-save-hook #'gouji-maybe-start)
  (add-hook 'before-save-hook #'gouji--before-save))

(provide 'gouji)
;;; gouji.el ends here
