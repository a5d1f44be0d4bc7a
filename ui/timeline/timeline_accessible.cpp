// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/timeline_accessible.h"

#include "ui/theme/theme.h"
#include "ui/timeline/lane_canvas.h"
#include "ui/timeline/row_facts.h"
#include "ui/timeline/row_figures.h"
#include "ui/timeline/wait_words.h"

#include <QAccessible>
#include <QAccessibleWidget>
#include <QPointer>

#include <map>

namespace lanescope::timeline {
namespace {

QString stateNow(const store::Snapshot& snapshot, const Line& line)
{
    if (!line.row)
        return {};
    const store::Row& row = snapshot.row(*line.row);
    if (row.isCounter() || !row.open)
        return {};
    return row.kind == store::RowKind::ThreadState ? stateName(snapshot, row.open->state, row.open->subject)
                                                   : theme::stateName(row.open->state);
}

/// One line of the canvas. Owned by the accessibility cache; finds its line by key each time it is asked.
class LineAccessible : public QAccessibleInterface {
public:
    LineAccessible(LaneCanvas* canvas, LineKey key)
        : m_canvas(canvas)
        , m_key(key)
    {
    }
    bool isValid() const override { return line() != nullptr; }
    QObject* object() const override { return nullptr; }
    QWindow* window() const override { return nullptr; }
    QAccessibleInterface* parent() const override { return QAccessible::queryAccessibleInterface(m_canvas); }
    QAccessibleInterface* child(int) const override { return nullptr; }
    QAccessibleInterface* childAt(int, int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface*) const override { return -1; }
    QAccessible::Role role() const override { return QAccessible::ListItem; }
    void setText(QAccessible::Text, const QString&) override {}

    QString text(QAccessible::Text kind) const override
    {
        const Line* here = line();
        if (here == nullptr)
            return {};
        const store::Snapshot& snapshot = *m_canvas->state().snapshot;
        switch (kind) {
        case QAccessible::Name:
            return lineTitle(snapshot, *here);
        case QAccessible::Value:
            return stateNow(snapshot, *here);
        case QAccessible::Description:
            return lineFigure(snapshot, *here, m_canvas->state().viewport.visible());
        default:
            return {};
        }
    }
    QRect rect() const override
    {
        const Line* here = line();
        if (here == nullptr)
            return {};
        const QRect local(0, here->topPx - m_canvas->state().scrollPx, m_canvas->width(), here->heightPx);
        return local.translated(m_canvas->mapToGlobal(QPoint(0, 0)));
    }
    QAccessible::State state() const override
    {
        QAccessible::State state;
        const Line* here = line();
        if (here == nullptr) {
            state.invalid = true;
            return state;
        }
        const auto pick = m_canvas->state().viewport.pick();
        state.selectable = here->row.has_value();
        state.selected = pick && here->row == pick->row;
        state.expandable = here->hasChildren;
        state.expanded = here->hasChildren && here->isOpen;
        state.collapsed = here->hasChildren && !here->isOpen;
        state.offscreen = !m_canvas->rect().intersects(rect().translated(-m_canvas->mapToGlobal(QPoint(0, 0))));
        return state;
    }

private:
    const Line* line() const { return m_canvas ? m_canvas->state().rows.find(m_key) : nullptr; }

    QPointer<LaneCanvas> m_canvas;
    LineKey m_key;
};

/// The canvas as a list of its lines.
class CanvasAccessible : public QAccessibleWidget {
public:
    explicit CanvasAccessible(LaneCanvas* canvas)
        : QAccessibleWidget(canvas, QAccessible::List)
        , m_canvas(canvas)
    {
    }
    ~CanvasAccessible() override
    {
        for (const auto& [key, id] : m_ids)
            QAccessible::deleteAccessibleInterface(id);
    }
    int childCount() const override { return static_cast<int>(m_canvas->state().rows.lines().size()); }
    QAccessibleInterface* child(int index) const override
    {
        const auto& lines = m_canvas->state().rows.lines();
        if (index < 0 || index >= std::ssize(lines))
            return nullptr;
        const LineKey key = lines[static_cast<std::size_t>(index)].key;
        const auto known = m_ids.find(key);
        if (known != m_ids.end())
            return QAccessible::accessibleInterface(known->second);
        auto* made = new LineAccessible(m_canvas, key);
        m_ids[key] = QAccessible::registerAccessibleInterface(made);
        return made;
    }
    QAccessibleInterface* childAt(int x, int y) const override
    {
        const QPoint local = m_canvas->mapFromGlobal(QPoint(x, y));
        if (!m_canvas->rect().contains(local))
            return nullptr;
        return child(static_cast<int>(m_canvas->state().rows.firstAt(local.y() + m_canvas->state().scrollPx)));
    }
    int indexOfChild(const QAccessibleInterface* wanted) const override
    {
        for (int i = 0; i < childCount(); ++i) {
            if (child(i) == wanted)
                return i;
        }
        return -1;
    }

private:
    LaneCanvas* m_canvas;
    mutable std::map<LineKey, QAccessible::Id> m_ids;
};

QAccessibleInterface* makeInterface(const QString&, QObject* object)
{
    auto* canvas = qobject_cast<LaneCanvas*>(object);
    return canvas != nullptr ? new CanvasAccessible(canvas) : nullptr;
}

} // namespace

void installTimelineAccessibility()
{
    static const bool isInstalled = [] {
        QAccessible::installFactory(makeInterface);
        return true;
    }();
    Q_UNUSED(isInstalled);
}

void notifyRowsChanged(LaneCanvas* canvas)
{
    if (!QAccessible::isActive())
        return;
    QAccessibleEvent event(canvas, QAccessible::ObjectReorder);
    QAccessible::updateAccessibility(&event);
}

} // namespace lanescope::timeline
