// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/findings/findings_panel.h"

#include "ui/panels/findings/finding_card.h"
#include "ui/theme/colours.h"

#include <QEvent>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>

namespace lanescope::panels {
namespace {

constexpr std::size_t kMostEarlier = 20; ///< the newest of them

} // namespace

FindingsPanel::FindingsPanel(QWidget* parent)
    : QScrollArea(parent)
{
    setAccessibleName(tr("Findings"));
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
    auto* body = new QWidget(this);
    m_layout = new QVBoxLayout(body);
    m_layout->setContentsMargins(12, 8, 12, 12);
    m_layout->setSpacing(8);
    m_empty =
        new QLabel(tr("Nothing stands out. A lock that holds others up, a queue that only grows, a pool that starves "
                      "itself and other patterns appear here while the run goes on, each with its numbers."),
                   body);
    m_earlier = new QLabel(body);
    for (QLabel* label : {m_empty, m_earlier}) {
        label->setWordWrap(true);
        label->setContentsMargins(4, 4, 4, 4);
        m_layout->addWidget(label);
    }
    m_picked = new FindingCard(body);
    m_picked->hide();
    m_layout->addWidget(m_picked);
    connect(m_picked, &FindingCard::showWanted, this, &FindingsPanel::showWanted);
    m_layout->addStretch(1);
    m_earlier->setTextFormat(Qt::RichText);
    m_earlier->setTextInteractionFlags(Qt::LinksAccessibleByMouse | Qt::LinksAccessibleByKeyboard);
    connect(m_earlier, &QLabel::linkActivated, this, [this](const QString& link) {
        const auto number = static_cast<std::size_t>(link.toULongLong());
        if (number < m_past.size())
            pick(m_past[number]);
    });
    setWidget(body);
    tint();
    show({}, {});
}

void FindingsPanel::show(const std::vector<FindingText>& current, const std::vector<FindingText>& earlier)
{
    dropCards(current);
    for (std::size_t i = 0; i < current.size(); ++i)
        cardFor(current[i], i)->show(current[i]);
    m_empty->setVisible(current.empty());
    showEarlier(earlier);
}

void FindingsPanel::dropCards(const std::vector<FindingText>& current)
{
    std::erase_if(m_cards, [&](FindingCard* card) {
        const bool stays = std::any_of(current.begin(), current.end(), [card](const FindingText& finding) {
            return finding.key == card->finding().key;
        });
        if (!stays) {
            m_layout->removeWidget(card);
            card->hide();
            card->deleteLater();
        }
        return !stays;
    });
}

// A card that is there already moves at most; a new one is put where it belongs.
FindingCard* FindingsPanel::cardFor(const FindingText& finding, std::size_t place)
{
    const auto known = std::find_if(m_cards.begin(), m_cards.end(),
                                    [&](const FindingCard* card) { return card->finding().key == finding.key; });
    FindingCard* card = nullptr;
    if (known != m_cards.end()) {
        card = *known;
        if (static_cast<std::size_t>(known - m_cards.begin()) == place)
            return card;
        m_cards.erase(known);
        m_layout->removeWidget(card);
    } else {
        card = new FindingCard(widget());
        connect(card, &FindingCard::showWanted, this, &FindingsPanel::showWanted);
        connect(card, &FindingCard::tryWanted, this, &FindingsPanel::tryWanted);
        connect(card, &FindingCard::startWanted, this, &FindingsPanel::startWanted);
    }
    m_cards.insert(m_cards.begin() + static_cast<std::ptrdiff_t>(place), card);
    m_layout->insertWidget(static_cast<int>(place), card);
    card->QFrame::show();
    return card;
}

void FindingsPanel::showEarlier(const std::vector<FindingText>& earlier)
{
    m_past.assign(earlier.end() - static_cast<std::ptrdiff_t>(std::min(earlier.size(), kMostEarlier)), earlier.end());
    std::reverse(m_past.begin(), m_past.end());
    QStringList parts;
    for (std::size_t i = 0; i < m_past.size(); ++i) {
        const QString words = tr("%1 at %2").arg(m_past[i].title, m_past[i].when).toHtmlEscaped();
        parts << QStringLiteral("<a href='%1'>%2</a>").arg(i).arg(words);
    }
    const QString text = parts.isEmpty() ? QString() : tr("Earlier: %1").arg(parts.join(QStringLiteral(" · ")));
    if (m_earlier->text() != text)
        m_earlier->setText(text);
    m_earlier->setVisible(!text.isEmpty());
    if (text.isEmpty()) // another run
        m_picked->hide();
}

// Picked again it is put away.
void FindingsPanel::pick(const FindingText& finding)
{
    const bool isPicked =
        pickedCard() != nullptr && m_picked->finding().key == finding.key && m_picked->finding().when == finding.when;
    m_picked->setVisible(!isPicked);
    if (isPicked)
        return;
    m_picked->show(finding);
    Q_EMIT showWanted(finding);
}

FindingCard* FindingsPanel::pickedCard() const
{
    return m_picked->isHidden() ? nullptr : m_picked;
}

QString FindingsPanel::earlierText() const
{
    return m_earlier->isHidden() ? QString() : m_earlier->text();
}

void FindingsPanel::tint()
{
    QPalette faint;
    faint.setColor(QPalette::WindowText, theme::coloursOf(palette()).textFaint);
    m_empty->setPalette(faint);
    m_earlier->setPalette(faint);
}

void FindingsPanel::changeEvent(QEvent* event)
{
    QScrollArea::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange)
        tint();
}

} // namespace lanescope::panels
