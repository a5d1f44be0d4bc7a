// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/timeline/pane_fixture.h"

#include "ui/timeline/axis_widget.h"
#include "ui/timeline/lane_canvas.h"

#include <QApplication>
#include <QMouseEvent>
#include <QTest>

namespace lanescope::tests {

using namespace timeline;
using store::State;

void PaneFixture::open()
{
    m_run = RunBuilder();
    const auto thread = m_run.addThread("t");
    const auto lock = m_run.addLock("l");
    m_run.add(m_run.stateRow(thread), 0, 10 * kSecond, State::Running);
    m_run.add(m_run.stateRow(thread), 10 * kSecond, 20 * kSecond, State::LockWait, lock);
    m_pane = std::make_unique<TimelinePane>();
    m_pane->resize(kLabelColumnPx + 1000 + kScrollBarPx, 500);
    m_pane->setSnapshot(m_run.build(20 * kSecond));
    m_pane->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_pane.get()));
}

void PaneFixture::drag(QWidget& widget, QPoint from, QPoint to)
{
    QTest::mousePress(&widget, Qt::LeftButton, {}, from);
    QMouseEvent move(QEvent::MouseMove, to, widget.mapToGlobal(to), Qt::NoButton, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&widget, &move);
    QTest::mouseRelease(&widget, Qt::LeftButton, {}, to);
}

} // namespace lanescope::tests
