// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/url/url.h"
#include "core/sync/barrier.h"

#include <QElapsedTimer>

#include <array>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

namespace lanescope::scenario {

class Context;

/// Three ways to fetch the same URLs: they line up, start together and wait for each other at the end, heat after heat.
/// Threads: one of its own for each racer; the others from the run's.
class Race {
public:
    enum class Racer { OneByOne = 0, ThreadPool, Async };

    /// `urls` gives so many of the URLs; it is called in racers' threads, one at a time.
    Race(Context& context, std::function<std::vector<crawl::Url>(int count)> urls);

    /// Waits for the start and gives what is to be fetched; nothing once the race is over.
    std::optional<std::vector<crawl::Url>> lineUp(Racer racer);
    /// So many came without fault. Waits for the others; the last one prepares the next heat.
    void finish(Racer racer, int ok);
    void stop();
    /// A whole heat is over.
    bool hasHeat() const;
    void report() const;

private:
    static constexpr std::size_t kRacers = 3;
    struct Lane {
        QElapsedTimer clock;
        double elapsedS = 0;
        int ok = 0;
    };
    struct Heat {
        std::vector<crawl::Url> urls;
        double idealS = 0;   // of the event loop: one latency for each wave of requests
        quint64 changes = 0; // of knobs, when it began
    };
    void prepare();
    void account();

    Context& m_context;
    const std::function<std::vector<crawl::Url>(int)> m_urls;
    sync::Barrier m_start{"start", kRacers};
    sync::Barrier m_end{"finish", kRacers};
    std::array<Lane, kRacers> m_lanes; // each racer's own until all are at m_end
    // The rest is for the last to arrive there, until it comes to m_start.
    Heat m_heat;
    mutable std::mutex m_mutex;                            // guards what follows, which is told meanwhile
    std::array<std::optional<double>, kRacers> m_elapsedS; // of the last whole heat
    std::optional<double> m_idealS;                        // likewise
    qint64 m_heats = 0;
    qint64 m_failed = 0;
    std::optional<double> m_overIdeal; // the event loop's best, of heats during which no knob was turned
};

} // namespace lanescope::scenario
