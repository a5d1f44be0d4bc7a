// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/timeline/view_fixture.h"

#include "ui/timeline/label_column.h"

#include <QApplication>
#include <QTest>
#include <QWheelEvent>

namespace lanescope::tests {

using namespace timeline;
using store::State;

void ViewFixture::open()
{
    m_run = RunBuilder();
    const auto first = m_run.addThread("first");
    const auto second = m_run.addThread("second");
    const auto lock = m_run.addLock("counter");
    m_run.add(m_run.stateRow(first), 0, 6 * kMs, State::Running);
    m_run.add(m_run.stateRow(first), 6 * kMs, 8 * kMs, State::Sleep);
    m_run.add(m_run.stateRow(second), 0, 2 * kMs, State::Running);
    m_run.add(m_run.stateRow(second), 2 * kMs, 5 * kMs, State::LockWait, lock, first);
    m_run.add(m_run.stateRow(second), 5 * kMs, 7 * kMs, State::Running);
    m_run.open(m_run.stateRow(second), 7 * kMs, State::Io);
    m_run.add(m_run.objectRow(lock), 1 * kMs, 5 * kMs, State::HeldContended, first);
    m_viewport = std::make_unique<Viewport>();
    m_viewport->reset(kBegin, kBegin + 10 * kMs, false);
    m_view = std::make_unique<TimelineView>(m_viewport.get());
    m_view->resize(kLabelColumnPx + 1000 + kScrollBarPx, 300);
    m_view->setSnapshot(m_run.build(10 * kMs));
    m_view->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
    QCOMPARE(canvas().width(), 1000);
}

void ViewFixture::close()
{
    m_view.reset();
    m_viewport.reset();
}

QPoint ViewFixture::at(const LineKey& key, std::int64_t sinceBeginNs)
{
    const CanvasFrame frame = canvas().frame();
    const QRectF rect = frame.rectOf(*m_view->rows().find(key));
    return QPoint(static_cast<int>(frame.xOf(kBegin + sinceBeginNs)), static_cast<int>(rect.center().y()));
}

void ViewFixture::wheel(QPoint position, QPoint angle, Qt::KeyboardModifiers modifiers)
{
    QWheelEvent event(position, canvas().mapToGlobal(position), QPoint(), angle, Qt::NoButton, modifiers,
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(&canvas(), &event);
}

void ViewFixture::key(int key, Qt::KeyboardModifiers modifiers)
{
    QTest::keyClick(&canvas(), static_cast<Qt::Key>(key), modifiers);
}

void ViewFixture::moveMouse(QPoint position, Qt::MouseButtons buttons)
{
    QMouseEvent event(QEvent::MouseMove, position, canvas().mapToGlobal(position), Qt::NoButton, buttons,
                      Qt::NoModifier);
    QApplication::sendEvent(&canvas(), &event);
}

} // namespace lanescope::tests
