// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/histogram.h"

#include <QJsonObject>
#include <QString>

#include <array>
#include <deque>
#include <limits>
#include <optional>
#include <vector>

namespace lanescope::crawl {

/// A knob that was turned, with its values as people read them.
struct KnobChange {
    QString knob;
    QString before;
    QString now;
};

/// Measures what a change of a knob did: pages a second and the 95th percentile of the time on the wire in the two
/// seconds before it, and in the first two seconds that are steady after it. Steady: the rates of both halves are
/// within a tenth of each other, or one page a second. After kPatienceNs it says what it sees and that it moves still.
///
/// A difference that is within what the figures did by themselves before is none: within the windows of the last ten
/// seconds in which nothing was turned, and within twice the standard error of the quarter seconds in both windows.
///
/// A change that comes while another is being measured is measured together with it, from the state before both.
/// Times are nanoseconds. Threads: none of its own; one owner.
class ChangeEffect {
public:
    static constexpr std::int64_t kPatienceNs = 10'000'000'000;

    void changed(const KnobChange& change, std::int64_t nowNs);
    /// A page was fetched.
    void page(std::int64_t onTheWireNs) { m_steps[m_at].times.add(onTheWireNs); }
    /// Call every 250 ms or so. The sentence when a change has settled.
    std::optional<QString> step(std::int64_t nowNs);
    /// The change that is being measured, or the last one that was: "knobs" [name], "measuring" and, once it is not,
    /// "settled", "before_per_s", "after_per_s", "after_s", "measurable", whether the rates differ by more than they do anyway,
    /// and, if so do the 95th percentiles, "p95_change_ms".
    /// Empty before the first.
    const QJsonObject& latest() const { return m_latest; }

    /// Over the last two seconds.
    double pagesPerS() const { return window(kSteps).pagesPerS(); }
    double p95Ms() const { return window(kSteps).p95Ms(); }

private:
    static constexpr std::size_t kSteps = 8;
    struct Step {
        store::Histogram times;
        std::int64_t lengthNs = 0;
    };
    struct Window {
        store::Histogram times;
        std::int64_t lengthNs = 0;
        double pagesPerS() const;
        double p95Ms() const { return static_cast<double>(times.percentileNs(0.95)) * 1e-6; }
    };
    /// What a figure has been.
    struct Spread {
        double low = std::numeric_limits<double>::infinity();
        double high = -std::numeric_limits<double>::infinity();
        void add(double value);
        bool holds(double value, double margin = 0) const { return value >= low - margin && value <= high + margin; }
    };
    /// As long as nothing is turned.
    struct Calm {
        double pagesPerS = 0;
        double p95Ms = 0;
    };
    static constexpr std::size_t kMostCalm = 5;

    double variance() const;
    Spread halvesOfP95() const;
    void noteCalm();
    bool isRateOther(const Window& after) const;
    bool isP95Other(const Window& after) const;
    /// The newest `steps` that are complete, `skip` of them left out.
    Window window(std::size_t steps, std::size_t skip = 0) const;
    void join(const KnobChange& change);
    bool isSteady() const;
    QString what() const;
    QString sentence(std::int64_t afterNs, bool settled) const;
    void keep(std::int64_t afterNs, bool settled);

    std::array<Step, kSteps + 1> m_steps{}; // a ring; m_at is being filled
    std::size_t m_at = 0;
    std::size_t m_complete = 0; // since the start
    std::int64_t m_stepBeganNs = 0;
    std::deque<Calm> m_calm; // windows one after the other since the last change was measured
    std::size_t m_calmSteps = 0;
    // What is being measured; empty: nothing.
    std::vector<KnobChange> m_changes;
    Window m_before;
    double m_varianceBefore = 0;
    Spread m_ratesBefore;
    Spread m_p95Before;
    std::int64_t m_changedNs = 0;
    std::size_t m_stepsSince = 0;
    QJsonObject m_latest;
};

} // namespace lanescope::crawl
