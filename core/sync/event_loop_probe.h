// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/trace/probes.h"

#include <QAbstractEventDispatcher>
#include <QObject>

#include <optional>

namespace lanescope::sync {

/// Shows when a thread's event loop has nothing to do: an I/O wait from the moment the dispatcher blocks to
/// the moment it wakes. Threads: make it in the thread whose loop it watches, once the loop's dispatcher is
/// there; it belongs to that thread.
class EventLoopProbe : public QObject {
    Q_OBJECT

public:
    explicit EventLoopProbe(QObject* parent = nullptr)
        : QObject(parent)
    {
        QAbstractEventDispatcher* dispatcher = QAbstractEventDispatcher::instance();
        connect(dispatcher, &QAbstractEventDispatcher::aboutToBlock, this,
                [this] { m_wait.emplace(trace::WaitKind::Io, trace::ObjectId::None); });
        connect(dispatcher, &QAbstractEventDispatcher::awake, this, [this] { m_wait.reset(); });
    }

private:
    std::optional<trace::Wait> m_wait;
};

} // namespace lanescope::sync
