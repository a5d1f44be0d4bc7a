// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scenario/processes/child_lines.h"
#include "core/scenario/processes/failing_child.h"
#include "core/sync/child_process.h"

#include <QElapsedTimer>
#include <QObject>

#include <chrono>

namespace lanescope::scenario {

/// What a supervisor allows a child.
struct Allowance {
    int silenceMs = 400; ///< without a sign of life
    qint64 outputBytes = 1 << 20;
};

/// A child under watch: who says nothing for too long hangs and is ended, who says too much floods and is ended. Silence
/// is what the child is to blame for: it begins with its first sign of life, lasts only while somebody looks, and without
/// the time for which the child had no CPU, so that on a busy machine nobody is ended for being slow.
/// Threads: the one that made it. Lifetime: ends the child.
class SupervisedChild : public QObject {
    Q_OBJECT

public:
    /// `meant`: what it is going to do. `board`: the descriptor of the SupervisedBoard.
    SupervisedChild(int slot, Failure meant, int board);
    ~SupervisedChild() override;

    Status start();
    /// To be asked every kLookMs: ends a child that goes beyond what it may.
    static constexpr int kLookMs = 20;
    void check(const Allowance& allowance);
    const QString& name() const { return m_process.name(); }
    Failure meant() const { return m_meant; }
    /// How it ended, as seen from outside.
    Failure seen() const;
    qint64 outputBytes() const { return m_outputBytes; }
    std::optional<sync::ProcessEnd> end() const { return m_process.end(); }

Q_SIGNALS:
    void ended();

private:
    void read();
    void look();
    void condemn(Failure because);

    const Failure m_meant;
    sync::ChildProcess m_process;
    QElapsedTimer m_sinceLook;
    std::chrono::nanoseconds m_lackedCpu{0}; ///< until the last look
    std::chrono::nanoseconds m_silence{0};   ///< since the last sign of life
    bool m_hasBegun = false;                 ///< there was one
    ChildLines m_lines;                      ///< kept in the recording: nobody but this reads them
    qint64 m_outputBytes = 0;
    std::optional<Failure> m_condemned; ///< why the supervisor ended it
};

} // namespace lanescope::scenario
