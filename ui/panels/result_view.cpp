// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/result_view.h"

#include <QDateTime>
#include <QJsonArray>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace lanescope::panels {

using namespace Qt::StringLiterals;

namespace {

const QStringList kFirst{u"pages"_s, u"pages_per_s"_s, u"errors"_s, u"bytes"_s, u"finish_reason"_s};
const QStringList kInTabs{u"limits"_s, u"slots"_s, u"statistics"_s};
constexpr QStringView kIndent = u"\u00a0\u00a0";
constexpr qsizetype kMostParts = 12; // of a list or a group
constexpr std::size_t kMostFacts = 24;
constexpr std::size_t kMostFolded = 200;
constexpr qsizetype kMostCharacters = 600; // of what is not folded, some twenty lines
constexpr double kMostDigits = 1e15;       // beyond it a double is not every whole number
constexpr double kWholeFrom = 1000;        // what is behind the point is not worth its room
constexpr int kSignificant = 4;
constexpr qsizetype kLongestFigure = 12; // kept on the line of its name
constexpr qsizetype kLongestLabel = 16;  // in a group's rows
constexpr qsizetype kLongestWord = 20;   // a longer one has no place to break the line at

QString numberText(double value)
{
    const QLocale locale;
    const bool shownWhole = value == std::floor(value) || std::abs(value) >= kWholeFrom;
    if (shownWhole && std::abs(value) < kMostDigits)
        return locale.toString(static_cast<qlonglong>(std::round(value)));
    return locale.toString(value, 'g', kSignificant);
}

// A long name may be broken behind its underscores and slashes.
QString breakable(QString name, qsizetype longest = kLongestWord)
{
    return name.size() > longest ? name.replace(u'_', u"_\u200b"_s).replace(u'/', u"/\u200b"_s) : name;
}

// All letters that a queue brought are one word.
QString wordText(const QString& word)
{
    if (word.size() <= kLongestWord || word.contains(u'_'))
        return breakable(word);
    if (QDateTime::fromString(word, Qt::ISODateWithMs).isValid())
        return QString(word).replace(u'T', u' ');
    return ResultView::tr("%1…%2 (%3 characters)")
        .arg(word.first(kLongestWord / 2), word.last(kLongestWord / 4))
        .arg(word.size());
}

QString stringText(const QString& text)
{
    QStringList words;
    for (const QString& word : text.split(u' '))
        words << wordText(word);
    return words.join(u' ');
}

QString valueText(const QJsonValue& value);

bool hasParts(const QJsonValue& value)
{
    return value.isObject() || value.isArray();
}

bool hasGroups(const QJsonObject& group)
{
    return std::any_of(group.begin(), group.end(), [](const auto& each) { return hasParts(each); });
}

// What has parts itself gets a line of its own.
QString joined(const QStringList& parts, qsizetype all, const QString& between)
{
    if (parts.isEmpty())
        return ResultView::tr("none");
    const QString text = parts.join(between);
    return all > parts.size() ? ResultView::tr("%1 … (%2 in all)").arg(text).arg(all) : text;
}

// In a list a comma stands between two figures, not within one.
bool isWhole(const QJsonValue& value)
{
    return value.isDouble() && value.toDouble() == std::floor(value.toDouble());
}

QString listText(const QJsonArray& list)
{
    QStringList parts;
    for (const auto& each : list) {
        if (parts.size() < kMostParts)
            parts << (isWhole(each) ? QString::number(each.toInteger()) : valueText(each));
    }
    return joined(parts, list.size(), hasParts(list.first()) ? u"\n"_s : u", "_s);
}

// A process is called 28953 everywhere else.
QString namedText(const QString& name, const QJsonValue& value)
{
    return name.endsWith("pid"_L1) && value.isDouble() ? QString::number(value.toInteger()) : valueText(value);
}

// A line is broken between two figures, not within one.
QString groupText(const QJsonObject& group)
{
    QStringList parts;
    for (auto each = group.begin(); each != group.end() && parts.size() < kMostParts; ++each) {
        const QString text = namedText(each.key(), each.value());
        const QChar between = text.size() > kLongestFigure ? QChar(u' ') : QChar(QChar::Nbsp);
        parts << breakable(each.key()) + between + text;
    }
    return joined(parts, group.size(), QString(QChar::Nbsp) + u"· "_s);
}

QString valueText(const QJsonValue& value)
{
    switch (value.type()) {
    case QJsonValue::Double:
        return numberText(value.toDouble());
    case QJsonValue::Bool:
        return value.toBool() ? ResultView::tr("yes") : ResultView::tr("no");
    case QJsonValue::String:
        return stringText(value.toString());
    case QJsonValue::Array:
        return listText(value.toArray());
    case QJsonValue::Object:
        return groupText(value.toObject());
    case QJsonValue::Null:
    case QJsonValue::Undefined:
        break;
    }
    return u"–"_s;
}

// A group of groups has a line for each, and so has a group that may be long.
std::vector<Fact> rowsOf(const QString& name, const QJsonValue& value)
{
    const QJsonObject group = value.toObject();
    const bool inRows = hasGroups(group) || group.size() > kMostParts;
    std::vector<Fact> rows{{breakable(name), inRows ? QString() : namedText(name, value)}};
    for (auto member = group.begin(); inRows && member != group.end(); ++member)
        rows.push_back({kIndent.toString() + breakable(member.key(), kLongestLabel), valueText(member.value())});
    return rows;
}

qsizetype lengthOf(const std::vector<Fact>& rows)
{
    return std::accumulate(rows.begin(), rows.end(), qsizetype{0},
                           [](qsizetype sum, const Fact& row) { return sum + row.value.size(); });
}

void append(std::vector<Fact>& facts, const std::vector<Fact>& rows, std::size_t most)
{
    const std::size_t room = most - std::min(most, facts.size());
    facts.insert(facts.end(), rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(std::min(room, rows.size())));
}

/// What people look for first, then single figures, then groups; each by name.
QStringList inOrder(const QJsonObject& result)
{
    QStringList names = result.keys();
    names.removeAll(u"trouble"_s);
    const auto rank = [&result](const QString& name) {
        const qsizetype first = kFirst.indexOf(name);
        return first >= 0 ? first : kFirst.size() + (hasParts(result[name]) ? 1 : 0);
    };
    std::ranges::stable_sort(names, {}, rank);
    return names;
}

} // namespace

ResultFacts ResultFacts::of(const QJsonObject& result)
{
    ResultFacts facts;
    facts.trouble = result["trouble"_L1].toString();
    for (const QString& name : inOrder(result)) {
        const std::vector<Fact> rows = rowsOf(name, result[name]);
        if (kInTabs.contains(name) || lengthOf(rows) > kMostCharacters) {
            facts.foldedNames << name;
            append(facts.folded, rows, kMostFolded);
        } else {
            append(facts.shown, rows, kMostFacts);
        }
    }
    return facts;
}

ResultView::ResultView(QWidget* parent)
    : QWidget(parent)
    , m_title(new QLabel(this))
    , m_trouble(new QLabel(this))
    , m_facts(new FactGrid(this))
    , m_more(new QPushButton(this))
    , m_folded(new FactGrid(this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    m_title->setFont(bold);
    m_trouble->setTextFormat(Qt::PlainText);
    m_trouble->setWordWrap(true);
    m_trouble->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_trouble->setContentsMargins(0, 4, 0, 0);
    m_more->setProperty("role", u"link"_s);
    m_more->setStyleSheet(u"padding: 1px 0; text-align: left"_s);
    connect(m_more, &QPushButton::clicked, this, [this] { unfold(!m_open); });
    for (QWidget* part : std::initializer_list<QWidget*>{m_title, m_trouble, m_facts})
        layout->addWidget(part);
    layout->addWidget(m_more, 0, Qt::AlignLeft);
    layout->addWidget(m_folded);
    setAccessibleName(tr("The result of the run"));
    unfold(false);
    clear();
}

void ResultView::unfold(bool open)
{
    m_open = open;
    m_more->setText((open ? tr("Hide %1") : tr("Show %1")).arg(m_foldedNames));
    m_folded->setVisible(open && !m_more->isHidden());
}

void ResultView::show(const QJsonObject& result, Stage stage)
{
    m_result = result;
    m_title->setText(stage == Stage::SoFar ? tr("Result so far") : tr("Result"));
    const ResultFacts facts = ResultFacts::of(result);
    m_trouble->setText(facts.trouble);
    m_trouble->setVisible(!facts.trouble.isEmpty());
    m_facts->show(facts.shown);
    m_folded->show(facts.folded);
    m_more->setVisible(!facts.folded.empty());
    m_foldedNames = facts.foldedNames.join(u", "_s);
    unfold(m_open);
    setVisible(!result.isEmpty());
}

} // namespace lanescope::panels
