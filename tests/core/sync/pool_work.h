// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What tests give a pool to do.

#include "core/sync/thread_pool.h"

#include <QSemaphore>

#include <atomic>
#include <numeric>
#include <vector>

namespace lanescope::testing {

inline constexpr auto kNoName = trace::StringId::None;

/// How many are inside at once, and how many there ever were.
class Gauge {
public:
    void enter()
    {
        const int now = ++m_inside;
        int most = m_most.load();
        while (now > most && !m_most.compare_exchange_weak(most, now)) {
        }
    }
    void leave() { --m_inside; }
    int inside() const { return m_inside.load(); }
    int most() const { return m_most.load(); }

private:
    std::atomic<int> m_inside{0};
    std::atomic<int> m_most{0};
};

inline std::vector<int> numbers(int count)
{
    std::vector<int> list(static_cast<std::size_t>(count));
    std::iota(list.begin(), list.end(), 0);
    return list;
}

/// As many tasks as there are threads, each of which waits for one it submits: the pool starves.
inline std::vector<sync::Future<int>> starve(sync::ThreadPool& pool, int parents, QSemaphore& allHere)
{
    std::vector<sync::Future<int>> futures;
    for (int i = 0; i < parents; ++i) {
        auto parent = pool.submit(kNoName, [&pool, &allHere, i] {
            allHere.acquire(); // no child is queued before every parent has a thread
            return pool.submit(kNoName, [i] { return i; }).value().result().value_or(-1);
        });
        futures.push_back(std::move(parent).value());
    }
    return futures;
}

} // namespace lanescope::testing
