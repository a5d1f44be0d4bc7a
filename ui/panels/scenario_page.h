// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scenario/scenario.h"

#include <QTextBrowser>

namespace lanescope::panels {

/// The page of a scenario, from the resource ":/scenarios/<id>.md"; its summary where there is no page.
/// A link "knob:NAME=VALUE" asks for that knob, web links open outside. As high as its text, so that it can
/// stand in a scroll area with others. Threads: GUI.
class ScenarioPage : public QTextBrowser {
    Q_OBJECT

public:
    explicit ScenarioPage(QWidget* parent = nullptr);

    void show(const scenario::ScenarioInfo& info);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void knobWanted(const QString& name, const QString& value);
    /// Tab has gone to a link: this part is to be in sight.
    void linkReached(const QRect& where);

protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    bool focusNextPrevChild(bool next) override;

private:
    void render();
    void follow(const QUrl& link);
    void fitHeight();

    QString m_markdown;
};

} // namespace lanescope::panels
