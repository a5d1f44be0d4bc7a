// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

namespace lanescope::session {

/// Told how much of a job is done (0 to 1); answers false to give the job up. May be empty. Called on the
/// job's thread, a few hundred times at most.
using Progress = std::function<bool(double share)>;

inline constexpr char kCancelled[] = "The job was cancelled; nothing was written.";

/// Asks `progress` for every `step`-th unit of `total`. Threads: the job's.
class ProgressMeter {
public:
    ProgressMeter(const Progress& progress, double total)
        : m_progress(progress)
        , m_total(total)
    {
    }
    /// False when the job is to be given up.
    bool advance(double units)
    {
        m_done += units;
        if (!m_progress || !m_goOn || m_done < m_next)
            return m_goOn;
        m_next = m_done + m_total / kCalls;
        m_goOn = m_progress(m_done < m_total ? m_done / m_total : 1.0);
        return m_goOn;
    }
    bool cancelled() const { return !m_goOn; }

private:
    static constexpr double kCalls = 200;
    const Progress& m_progress;
    double m_total;
    double m_done = 0;
    double m_next = 0;
    bool m_goOn = true;
};

} // namespace lanescope::session
