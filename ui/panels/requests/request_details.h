// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/requests/request_text.h"

#include <QScrollArea>

#include <optional>

class QLabel;
class QPushButton;

namespace lanescope::panels {

class FactGrid;
class RequestWaterfall;

/// The chosen request: its steps, what held it, how it ended and why. Keeps what it shows when the request is not
/// among the newest any more. Threads: GUI.
class RequestDetails : public QScrollArea {
    Q_OBJECT

public:
    explicit RequestDetails(QWidget* parent = nullptr);

    /// A newer state of it, or another; nothing to show what to do.
    void setRequest(const std::optional<store::Request>& request);
    const std::optional<store::Request>& request() const { return m_request; }

Q_SIGNALS:
    void curlWanted();
    /// Where it was on the wire is to be shown.
    void momentWanted(const lanescope::store::Request& request);

protected:
    void changeEvent(QEvent* event) override;

private:
    QWidget* makeButtons();
    void refresh();
    void tint();

    std::optional<store::Request> m_request;
    QWidget* m_body;
    QLabel* m_title;
    QLabel* m_note;
    RequestWaterfall* m_waterfall;
    FactGrid* m_facts;
    QPushButton* m_curl;
    QPushButton* m_show;
    QWidget* m_buttons;
};

} // namespace lanescope::panels
