// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

QT_BEGIN_NAMESPACE
class QLineEdit;
QT_END_NAMESPACE

namespace lanescope::exporting {

/// Where a file is to be written: a name that is suggested, until somebody types or chooses another one. Threads: GUI.
class FileRow : public QWidget {
    Q_OBJECT

public:
    explicit FileRow(QWidget* parent = nullptr);

    void setFolder(const QString& folder);
    /// `kind` is what files with that suffix are called.
    void suggest(const QString& name, const QString& suffix, const QString& kind);
    /// Empty: none was given.
    QString path() const;

Q_SIGNALS:
    void changed();

private:
    void showSuggested();
    void browse();

    QLineEdit* m_path;
    QString m_folder;
    QString m_name;
    QString m_suffix;
    QString m_kind;
    bool m_nameIsOurs = true; ///< nobody typed another one
};

} // namespace lanescope::exporting
