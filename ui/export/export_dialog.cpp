// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/export_dialog.h"

#include "ui/export/export_preview.h"
#include "ui/export/file_row.h"
#include "ui/export/picture_size_row.h"
#include "ui/theme/colours.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>

namespace lanescope::exporting {
namespace {

constexpr int kPreviewDelayMs = 120;
constexpr int kProgressSteps = 1000;

} // namespace

ExportDialog::ExportDialog(QWidget* parent)
    : QDialog(parent)
{
    setWindowTitle(tr("Export"));
    createFields();
    m_previewTimer.setSingleShot(true);
    m_previewTimer.setInterval(kPreviewDelayMs);
    connect(&m_previewTimer, &QTimer::timeout, this, &ExportDialog::updatePreview);
    connect(&m_job, &ExportJob::progressed, this,
            [this](double share) { m_progress->setValue(static_cast<int>(share * kProgressSteps)); });
    connect(&m_job, &ExportJob::finished, this, &ExportDialog::showResult);
    updateFormats();
}

void ExportDialog::createFields()
{
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(20, 20, 20, 16);
    all->setSpacing(12);
    auto* form = new QFormLayout;
    form->setHorizontalSpacing(16);
    form->setVerticalSpacing(8);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    all->addLayout(form);
    createChoices(*form);
    m_preview = new ExportPreview(this);
    all->addWidget(m_preview);
    createProgress(*all);
    m_buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    m_export = m_buttons->addButton(tr("&Export"), QDialogButtonBox::AcceptRole);
    m_export->setDefault(true);
    all->addStretch();
    all->addWidget(m_buttons);
    connect(m_buttons, &QDialogButtonBox::accepted, this, &ExportDialog::startExport);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &ExportDialog::reject);
}

void ExportDialog::createChoices(QFormLayout& form)
{
    m_view = new QComboBox(this);
    for (const ExportView view : allViews()) {
        if (view == ExportView::Locks || view == ExportView::Run)
            m_view->insertSeparator(m_view->count());
        m_view->addItem(viewTitle(view), static_cast<int>(view));
    }
    m_format = new QComboBox(this);
    m_onlyVisible = new QCheckBox(tr("Only the time that is &visible in the window"), this);
    m_size = new PictureSizeRow(this);
    m_file = new FileRow(this);
    form.addRow(tr("&What"), m_view);
    form.addRow(tr("&Format"), m_format);
    form.addRow(QString(), m_onlyVisible);
    form.addRow(tr("&Size"), m_size);
    form.addRow(tr("Fi&le"), m_file);
    connect(m_view, &QComboBox::currentIndexChanged, this, &ExportDialog::updateFormats);
    connect(m_format, &QComboBox::currentIndexChanged, this, &ExportDialog::updateFields);
    connect(m_format, &QComboBox::activated, this, [this] { m_wantedFormat = format(); });
    connect(m_onlyVisible, &QCheckBox::toggled, this, &ExportDialog::schedulePreview);
    connect(m_size, &PictureSizeRow::changed, this, &ExportDialog::schedulePreview);
    connect(m_file, &FileRow::changed, this, &ExportDialog::updateFields);
}

void ExportDialog::createProgress(QVBoxLayout& all)
{
    m_message = new QLabel(this);
    m_message->setWordWrap(true);
    m_message->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_message->hide();
    all.addWidget(m_message);
    m_progress = new QProgressBar(this);
    m_progress->setRange(0, kProgressSteps);
    m_progress->setTextVisible(false);
    m_progress->hide();
    all.addWidget(m_progress);
}

void ExportDialog::setRun(const store::SnapshotPtr& snapshot, const session::SessionInfo& info)
{
    m_snapshot = snapshot;
    m_info = info;
    suggestFileName();
    schedulePreview();
}

void ExportDialog::setVisibleRange(const timeline::TimeRange& range)
{
    m_visible = range;
    updateFields();
}

void ExportDialog::setTimelinePaint(std::function<Paint(const timeline::TimeRange& range)> paint)
{
    m_timelinePaint = std::move(paint);
    updateFormats();
}

void ExportDialog::setFolder(const QString& folder)
{
    m_file->setFolder(folder);
}

void ExportDialog::selectView(ExportView view)
{
    m_view->setCurrentIndex(m_view->findData(static_cast<int>(view)));
}

void ExportDialog::selectFormat(ExportFormat format)
{
    m_wantedFormat = format;
    m_format->setCurrentIndex(std::max(m_format->findData(static_cast<int>(format)), 0));
}

ExportView ExportDialog::view() const
{
    return static_cast<ExportView>(m_view->currentData().toInt());
}

ExportFormat ExportDialog::format() const
{
    return static_cast<ExportFormat>(m_format->currentData().toInt());
}

ExportRequest ExportDialog::request() const
{
    ExportRequest request;
    request.view = view();
    request.format = format();
    request.size = m_size->size();
    if (m_onlyVisible->isChecked() && m_onlyVisible->isEnabled())
        request.range = m_visible;
    if (m_timelinePaint && request.view == ExportView::Timeline)
        request.timelinePaint = m_timelinePaint(request.range);
    request.path = m_file->path();
    return request;
}

void ExportDialog::updateFormats()
{
    {
        const QSignalBlocker blocker(m_format);
        m_format->clear();
        for (const ExportFormat format : formatsOf(view())) {
            if (view() == ExportView::Timeline && isPicture(format) && !m_timelinePaint)
                continue;
            m_format->addItem(formatTitle(format), static_cast<int>(format));
        }
        m_format->setCurrentIndex(m_wantedFormat ? std::max(m_format->findData(static_cast<int>(*m_wantedFormat)), 0)
                                                 : 0);
    }
    updateFields();
}

void ExportDialog::updateFields()
{
    suggestFileName();
    const bool picture = isPicture(format());
    m_size->setEnabled(picture);
    m_size->setScaleEnabled(format() == ExportFormat::Png);
    m_onlyVisible->setEnabled(picture && !m_visible.isEmpty());
    m_export->setEnabled(!m_file->path().isEmpty() && !m_job.isRunning());
    schedulePreview();
}

void ExportDialog::suggestFileName()
{
    const QString run = m_info.scenario.isEmpty() ? QStringLiteral("run") : m_info.scenario;
    m_file->suggest(view() == ExportView::Run ? run : QStringLiteral("%1-%2").arg(run, viewName(view())),
                    formatSuffix(format()), formatTitle(format()));
}

void ExportDialog::updatePreview()
{
    if (isVisible())
        m_preview->show(m_snapshot, m_info, request());
}

void ExportDialog::startExport()
{
    if (m_job.isRunning())
        return;
    const ExportRequest wanted = request();
    m_pathInUse = wanted.path;
    m_closeWhenDone = false;
    m_message->hide();
    m_progress->setValue(0);
    m_progress->show();
    m_job.start(m_snapshot, m_info, wanted);
    m_buttons->button(QDialogButtonBox::Close)->setText(tr("Cancel"));
    m_export->setEnabled(false);
}

void ExportDialog::showResult(const QString& error)
{
    m_progress->hide();
    m_buttons->button(QDialogButtonBox::Close)->setText(tr("Close"));
    m_export->setEnabled(true);
    if (m_closeWhenDone) {
        QDialog::done(Rejected);
        return;
    }
    if (!error.isEmpty()) {
        say(error, true);
        return;
    }
    say(tr("Written: %1 (%2)")
            .arg(QDir::toNativeSeparators(m_pathInUse), locale().formattedDataSize(QFileInfo(m_pathInUse).size())),
        false);
    Q_EMIT exported(m_pathInUse);
}

void ExportDialog::say(const QString& text, bool isError)
{
    const theme::Colours& colours = theme::coloursOf(palette());
    QPalette shown = palette();
    shown.setColor(QPalette::WindowText, isError ? colours.alarm : colours.text);
    m_message->setPalette(shown);
    m_message->setText(text);
    m_message->show();
}

void ExportDialog::showEvent(QShowEvent* event)
{
    QDialog::showEvent(event);
    m_message->hide();
    updateFields();
}

void ExportDialog::done(int result)
{
    if (m_job.isRunning()) { // first let go of the file, then close
        m_closeWhenDone = true;
        m_job.cancel();
        return;
    }
    QDialog::done(result);
}

} // namespace lanescope::exporting
