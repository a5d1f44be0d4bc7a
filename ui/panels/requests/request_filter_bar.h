// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/requests/request_criteria.h"

#include <QStringList>
#include <QWidget>

class QComboBox;
class QLineEdit;
class QPushButton;

namespace lanescope::panels {

/// The line above the requests: how they ended, their status, host and reason, and words in any column. Threads: GUI.
class RequestFilterBar : public QWidget {
    Q_OBJECT

public:
    explicit RequestFilterBar(QWidget* parent = nullptr);

    /// The hosts there are to choose from; what was chosen stays, be it in the list or not.
    void setHosts(const QStringList& hosts);
    RequestCriteria criteria() const;
    QString words() const;
    /// Lets everything through again.
    void clear();
    void focusWords();

Q_SIGNALS:
    void changed();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QComboBox* makeChoice(const QString& name, const QString& objectName);
    void addEndings();
    void addStatuses();
    void addReasons();
    void onChanged();

    QComboBox* m_ending;
    QComboBox* m_status;
    QComboBox* m_host;
    QComboBox* m_reason;
    QLineEdit* m_words;
    QPushButton* m_clear;
};

} // namespace lanescope::panels
