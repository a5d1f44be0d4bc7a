// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/file_row.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>

namespace lanescope::exporting {

FileRow::FileRow(QWidget* parent)
    : QWidget(parent)
    , m_path(new QLineEdit(this))
    , m_folder(QDir::homePath())
{
    auto* browse = new QPushButton(tr("&Choose …"), this);
    browse->setAutoDefault(false);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(m_path, 1);
    row->addWidget(browse);
    setFocusProxy(m_path);
    m_path->setAccessibleName(tr("File"));
    connect(browse, &QPushButton::clicked, this, &FileRow::browse);
    connect(m_path, &QLineEdit::textEdited, this, [this] {
        m_nameIsOurs = false;
        Q_EMIT changed();
    });
}

void FileRow::setFolder(const QString& folder)
{
    m_folder = folder;
    showSuggested();
}

void FileRow::suggest(const QString& name, const QString& suffix, const QString& kind)
{
    m_name = name;
    m_suffix = suffix;
    m_kind = kind;
    showSuggested();
}

void FileRow::showSuggested()
{
    if (m_nameIsOurs)
        m_path->setText(QDir(m_folder).filePath(QStringLiteral("%1.%2").arg(m_name, m_suffix)));
}

QString FileRow::path() const
{
    return m_path->text().trimmed();
}

void FileRow::browse()
{
    auto* chooser = new QFileDialog(this, tr("Export to"), m_path->text());
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    chooser->setAcceptMode(QFileDialog::AcceptSave);
    chooser->setDefaultSuffix(m_suffix);
    chooser->setNameFilters({QStringLiteral("%1 (*.%2)").arg(m_kind, m_suffix), tr("All files (*)")});
    connect(chooser, &QFileDialog::fileSelected, this, [this](const QString& path) {
        m_path->setText(path);
        m_folder = QFileInfo(path).absolutePath();
        m_nameIsOurs = false;
        Q_EMIT changed();
    });
    chooser->open();
}

} // namespace lanescope::exporting
