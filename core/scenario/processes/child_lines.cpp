// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/processes/child_lines.h"

#include <QCoreApplication>

namespace lanescope::scenario {
namespace {

constexpr qint64 kSecondMs = 1000;

QByteArray tr(const char* text, qint64 number)
{
    return QCoreApplication::translate("ChildLines", text).arg(number).toUtf8();
}

} // namespace

ChildLines::ChildLines(std::function<void(const QByteArray&)> tell)
    : m_tell(std::move(tell))
{
    m_second.start();
}

void ChildLines::take(const QByteArray& bytes)
{
    m_begun += bytes;
    qsizetype start = 0;
    for (qsizetype end = m_begun.indexOf('\n'); end >= 0; end = m_begun.indexOf('\n', start)) {
        takeLine(m_begun.mid(start, end - start));
        start = end + 1;
    }
    m_begun.remove(0, start);
    if (m_begun.size() > kLongestLine)
        takeLine(std::exchange(m_begun, {}));
    tick();
}

void ChildLines::takeLine(const QByteArray& line)
{
    const QByteArray text = line.left(kLongestLine);
    if (text == m_last && !text.isEmpty()) {
        ++m_repeats;
        return;
    }
    tellRepeats();
    m_last = text;
    tellOne(text);
}

void ChildLines::tellOne(const QByteArray& text)
{
    if (++m_told <= kMostPerSecond)
        m_tell(text);
    else
        ++m_leftOut;
}

void ChildLines::tellRepeats()
{
    if (const qint64 repeats = std::exchange(m_repeats, 0); repeats > 0)
        tellOne(m_last + tr(" (%1 times more)", repeats));
}

void ChildLines::tick()
{
    if (m_second.elapsed() >= kSecondMs)
        endSecond();
}

void ChildLines::endSecond()
{
    tellRepeats();
    if (const qint64 leftOut = std::exchange(m_leftOut, 0); leftOut > 0)
        m_tell(tr("(lines left out in this second: %1)", leftOut));
    m_told = 0;
    m_second.restart();
}

void ChildLines::close()
{
    if (!m_begun.isEmpty())
        takeLine(std::exchange(m_begun, {}));
    endSecond();
}

} // namespace lanescope::scenario
