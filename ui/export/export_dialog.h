// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/export/export_job.h"

#include <QDialog>

QT_BEGIN_NAMESPACE
class QCheckBox;
class QComboBox;
class QDialogButtonBox;
class QFormLayout;
class QLabel;
class QProgressBar;
class QPushButton;
class QVBoxLayout;
QT_END_NAMESPACE

namespace lanescope::exporting {

class ExportPreview;
class FileRow;
class PictureSizeRow;

/// Asks what of a run to export, in which format and size, and where to; then does it without blocking the window,
/// with progress and, when it fails, the reason. Shown with open(). The run is the one of the moment of setRun(): a
/// run that goes on does not change it. Threads: GUI.
class ExportDialog : public QDialog {
    Q_OBJECT

public:
    explicit ExportDialog(QWidget* parent = nullptr);

    void setRun(const store::SnapshotPtr& snapshot, const session::SessionInfo& info);
    /// What is visible in the window; it can be chosen instead of the whole run.
    void setVisibleRange(const timeline::TimeRange& range);
    /// Paints the timeline in light colours; without it there are no pictures of the timeline. Gets the range to
    /// paint.
    void setTimelinePaint(std::function<Paint(const timeline::TimeRange& range)> paint);
    void setFolder(const QString& folder);
    void selectView(ExportView view);
    void selectFormat(ExportFormat format);

    /// What would be exported now.
    ExportRequest request() const;

Q_SIGNALS:
    void exported(const QString& path);

protected:
    void showEvent(QShowEvent* event) override;
    void done(int result) override;

private:
    void createFields();
    void createChoices(QFormLayout& form);
    void createProgress(QVBoxLayout& all);
    void updateFormats();
    void updateFields();
    void suggestFileName();
    void updatePreview();
    void schedulePreview() { m_previewTimer.start(); }
    void startExport();
    void showResult(const QString& error);
    void say(const QString& text, bool isError);
    ExportView view() const;
    ExportFormat format() const;

    store::SnapshotPtr m_snapshot = store::Snapshot::empty();
    session::SessionInfo m_info;
    timeline::TimeRange m_visible;
    std::function<Paint(const timeline::TimeRange& range)> m_timelinePaint;
    QString m_pathInUse;
    std::optional<ExportFormat> m_wantedFormat; ///< what was chosen; else each view's first
    bool m_closeWhenDone = false;

    QComboBox* m_view = nullptr;
    QComboBox* m_format = nullptr;
    QCheckBox* m_onlyVisible = nullptr;
    PictureSizeRow* m_size = nullptr;
    FileRow* m_file = nullptr;
    ExportPreview* m_preview = nullptr;
    QLabel* m_message = nullptr;
    QProgressBar* m_progress = nullptr;
    QDialogButtonBox* m_buttons = nullptr;
    QPushButton* m_export = nullptr;
    QTimer m_previewTimer;
    ExportJob m_job;
};

} // namespace lanescope::exporting
